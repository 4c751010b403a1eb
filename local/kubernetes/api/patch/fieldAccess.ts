/** Reads and removes one field of an object by its path. */
import { isRecord } from "../../store/json.ts";
import { type FieldPath, itemStep, type Step, valueStep } from "./fieldPath.ts";

export function readField(value: unknown, path: FieldPath): unknown {
  let current = value;
  for (const step of path) {
    if (current === undefined) return undefined;
    current = readStep(current, step);
  }
  return current;
}

function readStep(value: unknown, step: Step): unknown {
  if (step.startsWith("f:")) return isRecord(value) ? value[step.slice(2)] : undefined;
  return Array.isArray(value) ? value.find((item) => isItem(item, step)) : undefined;
}

function isItem(item: unknown, step: Step): boolean {
  if (step.startsWith("v:")) return valueStep(item) === step;
  return itemStep(item, Object.keys(JSON.parse(step.slice(2)) as object)) === step;
}

/** Changes `value` in place. Structs and lists that become empty go too, when `emptied` says that nobody owns them. */
export function removeField(value: unknown, path: FieldPath, emptied: (path: FieldPath) => boolean): void {
  const parent = readField(value, path.slice(0, -1));
  const step = path.at(-1) as Step;
  if (Array.isArray(parent)) {
    const index = parent.findIndex((item) => isItem(item, step));
    if (index >= 0) parent.splice(index, 1);
  } else if (isRecord(parent)) delete parent[step.slice(2)];
  const isEmpty = parent !== undefined && Object.keys(parent as object).length === 0;
  if (isEmpty && path.length > 1 && emptied(path.slice(0, -1))) removeField(value, path.slice(0, -1), emptied);
}
