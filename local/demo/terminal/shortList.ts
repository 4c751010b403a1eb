/** Names in a row, the many as the first two and a number: `a, b and 3 more`. */
export function shortList(names: readonly string[]): string {
  const shown = names.length <= MOST_NAMES + 1 ? names : names.slice(0, MOST_NAMES);
  const left = names.length - shown.length;
  return left === 0 ? shown.join(", ") : `${shown.join(", ")} and ${left} more`;
}

const MOST_NAMES = 2;
