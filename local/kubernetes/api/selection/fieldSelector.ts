/** Field selectors: only the fields that Kubernetes supports for a kind, anything else is refused by name. */
import type { KubeObject } from "../../cluster.ts";
import { isRecord } from "../../store/json.ts";
import { type ResourceKind, storedKindOf } from "../kinds/resourceKind.ts";
import { badRequest } from "../statusError.ts";

const EVERY_KIND = ["metadata.name", "metadata.namespace"];

const MORE_FIELDS: Readonly<Record<string, readonly string[]>> = {
  "v1/Pod": ["spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "status.phase"],
  "v1/Node": ["spec.unschedulable"],
  "v1/Namespace": ["status.phase"],
  "v1/Secret": ["type"],
  "v1/Event": [
    "involvedObject.apiVersion",
    "involvedObject.fieldPath",
    "involvedObject.kind",
    "involvedObject.namespace",
    "involvedObject.name",
    "involvedObject.resourceVersion",
    "involvedObject.uid",
    "reason",
    "reportingComponent",
    "source",
    "type",
  ],
  "batch/v1/Job": ["status.successful"],
};

export interface FieldRequirement {
  field: string;
  equal: boolean;
  value: string;
}

/** Throws 400 on an unknown field. */
export function parseFieldSelector(text: string, kind: ResourceKind): FieldRequirement[] {
  const known = [...EVERY_KIND, ...(MORE_FIELDS[storedKindOf(kind)] ?? [])];
  return text
    .split(",")
    .filter((part) => part !== "")
    .map((part) => {
      const [, field = "", operator, value = ""] = /^([^!=]+)(==|=|!=)(.*)$/.exec(part.trim()) ?? [];
      if (operator === undefined) throw badRequest(`invalid field selector "${part}"`);
      if (!known.includes(field)) throw badRequest(`field label not supported: ${field} (known: ${known.join(", ")})`);
      return { field, equal: operator !== "!=", value };
    });
}

export function matchesFields(object: KubeObject, requirements: readonly FieldRequirement[]): boolean {
  return requirements.every(({ field, equal, value }) => (textAt(object, field) === value) === equal);
}

function textAt(object: KubeObject, field: string): string {
  const value = field.split(".").reduce<unknown>((part, name) => (isRecord(part) ? part[name] : undefined), object);
  return typeof value === "string" || typeof value === "boolean" || typeof value === "number" ? String(value) : "";
}
