/**
 * Whether an object already says everything that is desired. The server adds defaults and others add fields: what is
 * not asked for is not compared. Lists compare item by item.
 */
export function containsDesired(current: unknown, desired: unknown): boolean {
  if (Array.isArray(desired)) {
    return (
      Array.isArray(current) &&
      current.length === desired.length &&
      desired.every((item, index) => containsDesired(current[index], item))
    );
  }
  if (typeof desired !== "object" || desired === null) return current === desired;
  if (typeof current !== "object" || current === null || Array.isArray(current))
    return isEmptyObject(desired) && current === undefined;
  return Object.entries(desired).every(
    ([key, value]) => value === undefined || containsDesired((current as Record<string, unknown>)[key], value),
  );
}

function isEmptyObject(value: object): boolean {
  return Object.keys(value).length === 0;
}
