/** What the API server refuses with 422 although the fields have the right types: bad names, missing parts, frozen fields. */
import type { SentObject } from "../../cluster.ts";
import { isRecord, sameJson } from "../../store/json.ts";
import { type ResourceKind, storedKindOf } from "../kinds/resourceKind.ts";
import { invalid, type StatusCause } from "../statusError.ts";
import { checkLabels, checkName } from "./names.ts";
import { checkPodSpec, checkSelector } from "./podTemplates.ts";

type Check = (object: SentObject) => StatusCause[];

const CHECKS: Readonly<Record<string, Check>> = {
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
  "v1/Pod": ["spec.nodeName", "spec.volumes", "spec.restartPolicy", "spec.affinity", "spec.nodeSelector"],
  "v1/Secret": ["type"],
};

export function validateNew(kind: ResourceKind, object: SentObject): void {
  const causes = [...checkName(kind, object), ...checkLabels(object), ...(CHECKS[storedKindOf(kind)]?.(object) ?? [])];
  refuse(kind, object, causes);
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
  refuse(kind, after, [...checkLabels(after), ...(CHECKS[storedKindOf(kind)]?.(after) ?? []), ...frozen]);
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
