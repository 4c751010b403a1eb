/** Equality and copies of JSON values. A field that is `undefined` counts as absent, as in the written document. */

export function copyJson<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copyJson) as T;
  if (!isRecord(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const [field, inner] of Object.entries(value)) {
    if (inner !== undefined) copy[field] = copyJson(inner);
  }
  return copy as T;
}

export function sameJson(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (Array.isArray(left) || Array.isArray(right)) {
    if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false;
    return left.every((item, index) => sameJson(item, right[index]));
  }
  if (!isRecord(left) || !isRecord(right)) return false;
  const present = Object.keys(left).filter((field) => left[field] !== undefined);
  if (present.length !== Object.keys(right).filter((field) => right[field] !== undefined).length) return false;
  return present.every((field) => sameJson(left[field], right[field]));
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Array.isArray without the `any`. */
export function isList(value: unknown): value is unknown[] {
  return Array.isArray(value);
}
