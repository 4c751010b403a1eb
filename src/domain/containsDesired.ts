/**
 * Whether an object already says everything that is desired. The server adds defaults and others add fields: what is
 * not asked for is not compared. Lists compare item by item. The server drops what is empty.
 */
export function containsDesired(current: unknown, desired: unknown): boolean {
  if (current === undefined) return desired === undefined || isEmpty(desired);
  if (Array.isArray(desired)) {
    return (
      Array.isArray(current) &&
      current.length === desired.length &&
      desired.every((item, index) => containsDesired(current[index], item))
    );
  }
  if (typeof desired !== "object" || desired === null) return current === desired;
  if (typeof current !== "object" || current === null || Array.isArray(current)) return false;
  return Object.entries(desired).every(
    ([key, value]) => value === undefined || containsDesired((current as Record<string, unknown>)[key], value),
  );
}

/** A map or a list without members. */
function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
