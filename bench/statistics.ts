/** The two figures that benchmarks make of many measurements. */

/** Throws when there is nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) throw new Error("There is no median of nothing");
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}

/** "12.3". */
export function rounded(value: number, digits = 1): string {
  return value.toFixed(digits);
}
