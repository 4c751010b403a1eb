/** Objects under completion, changed in place. */
import type { KubeObject } from "../cluster.ts";
import { isRecord } from "./json.ts";

export type Fields = Record<string, unknown>;

export function specOf(object: KubeObject): Fields {
  if (!isRecord(object["spec"])) object["spec"] = {};
  return object["spec"] as Fields;
}

export function recordsOf(list: unknown): Fields[] {
  return Array.isArray(list) ? list.filter(isRecord) : [];
}

/** What is there stays. */
export function fill(target: Fields, defaults: Fields): void {
  for (const [field, value] of Object.entries(defaults)) target[field] ??= value;
}
