/** The operators that label selectors and node selectors share. */

/** Undefined: `operator` is not one of In, NotIn, Exists, DoesNotExist. */
export function satisfiesSet(
  value: string | undefined,
  operator: string,
  values: readonly string[],
): boolean | undefined {
  switch (operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    default:
      return undefined;
  }
}
