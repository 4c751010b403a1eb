/** What the API server refuses with 422 although the fields have the right types: bad names, missing parts, frozen fields. */
import type { SentObject } from "../../cluster.ts";
import { isRecord, sameJson } from "../../store/json.ts";
import { type ResourceKind, storedKindOf } from "../kinds/resourceKind.ts";
import type { StatusCause } from "../statusCause.ts";
import { invalid } from "../statusError.ts";
import { checkDataKeys, checkSealedData } from "./configData.ts";
import { checkDefinition } from "./definitions.ts";
import { checkFinalizers, checkNewFinalizers } from "./finalizers.ts";
import { checkAnnotations, checkLabels, checkName } from "./names.ts";
import { checkPodSpec, checkSelector } from "./podTemplates.ts";
import { checkPodUpdate } from "./podUpdates.ts";

type Check = (object: SentObject) => StatusCause[];

const CHECKS: Readonly<Record<string, Check>> = {
  "apiextensions.k8s.io/v1/CustomResourceDefinition": checkDefinition,
  "v1/ConfigMap": checkDataKeys,
  "v1/Secret": checkDataKeys,
  "v1/Pod": ({ spec }) => checkPodSpec(spec, "spec"),
  "apps/v1/DaemonSet": checkWorkload,
  "apps/v1/Deployment": checkWorkload,
  "apps/v1/ReplicaSet": checkWorkload,
  "batch/v1/Job": checkJob,
};

/** Fields that cannot change once written. */
const FROZEN: Readonly<Record<string, readonly string[]>> = {
  "apps/v1/DaemonSet": ["spec.selector"],
  "apps/v1/Deployment": ["spec.selector"],
  "apps/v1/ReplicaSet": ["spec.selector"],
  "batch/v1/Job": ["spec.selector", "spec.template", "spec.completions"],
  "rbac.authorization.k8s.io/v1/ClusterRoleBinding": ["roleRef"],
  "rbac.authorization.k8s.io/v1/RoleBinding": ["roleRef"],
  "v1/Secret": ["type"],
};

type UpdateCheck = (before: SentObject, after: SentObject) => StatusCause[];

const UPDATE_CHECKS: Readonly<Record<string, UpdateCheck>> = {
  "v1/ConfigMap": checkSealedData,
  "v1/Pod": checkPodUpdate,
  "v1/Secret": checkSealedData,
};

export function validateNew(kind: ResourceKind, object: SentObject): void {
  refuse(kind, object, [...checkName(kind, object), ...checkContent(kind, object)]);
}

/** What must hold of every version of an object. */
function checkContent(kind: ResourceKind, object: SentObject): StatusCause[] {
  return [
    ...checkLabels(object),
    ...checkAnnotations(object),
    ...checkFinalizers(object),
    ...(CHECKS[storedKindOf(kind)]?.(object) ?? []),
    ...(kind.check?.(object) ?? []),
  ];
}

export function validateUpdate(kind: ResourceKind, before: SentObject, after: SentObject): void {
  const changed = (FROZEN[storedKindOf(kind)] ?? []).filter(
    (field) => valueAt(before, field) !== undefined && !sameJson(valueAt(before, field), valueAt(after, field)),
  );
  const frozen = changed.map((field) => ({
    reason: "FieldValueInvalid",
    message: "Invalid value: field is immutable",
    field,
  }));
  const forbidden = UPDATE_CHECKS[storedKindOf(kind)]?.(before, after) ?? [];
  refuse(kind, after, [...checkContent(kind, after), ...checkNewFinalizers(before, after), ...frozen, ...forbidden]);
}

function refuse(kind: ResourceKind, { metadata }: SentObject, causes: readonly StatusCause[]): void {
  if (causes.length > 0) throw invalid(kind, metadata.name ?? "", causes);
}

function checkWorkload({ spec }: SentObject): StatusCause[] {
  const { selector, template } = isRecord(spec) ? spec : {};
  const podSpec = isRecord(template) ? template["spec"] : undefined;
  return [...checkSelector(selector, template), ...checkPodSpec(podSpec, "spec.template.spec")];
}

function checkJob({ spec }: SentObject): StatusCause[] {
  const template = isRecord(spec) ? spec["template"] : undefined;
  const podSpec = isRecord(template) ? template["spec"] : undefined;
  const policy = isRecord(podSpec) ? podSpec["restartPolicy"] : undefined;
  const causes = checkPodSpec(podSpec, "spec.template.spec");
  if (policy === "Never" || policy === "OnFailure") return causes;
  return [
    ...causes,
    {
      reason: "FieldValueRequired",
      message: 'Required value: valid values: "OnFailure", "Never"',
      field: "spec.template.spec.restartPolicy",
    },
  ];
}

function valueAt(object: SentObject, field: string): unknown {
  return field.split(".").reduce<unknown>((value, name) => (isRecord(value) ? value[name] : undefined), object);
}
