/**
 * Steps to a field, in the notation of managedFields: `f:name` a field, `k:{"name":"a"}` a list item by its keys,
 * `v:"a"` an item of a set.
 */
import { isRecord } from "../../store/json.ts";
import { MERGE_KEY_DEFAULTS } from "../schema/listMerges.ts";

export type Step = string;
export type FieldPath = readonly Step[];

export function fieldStep(name: string): Step {
  return `f:${name}`;
}

export function itemStep(item: unknown, keys: readonly string[]): Step {
  const fields = isRecord(item) ? item : {};
  const identity = [...keys].sort().map((key) => [key, fields[key] ?? MERGE_KEY_DEFAULTS[key]]);
  return `k:${JSON.stringify(Object.fromEntries(identity))}`;
}

export function valueStep(value: unknown): Step {
  return `v:${JSON.stringify(value)}`;
}

/** As conflicts are reported: `.spec.template.spec.containers[name="app"].image`. */
export function describePath(path: FieldPath): string {
  return path.map(describeStep).join("");
}

function describeStep(step: Step): string {
  const body = step.slice(2);
  if (step.startsWith("f:")) return `.${body}`;
  if (step.startsWith("v:")) return `[=${body}]`;
  const keys = Object.entries(JSON.parse(body) as Record<string, unknown>);
  return `[${keys.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(",")}]`;
}
