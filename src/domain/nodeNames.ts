/** Many nodes in one sentence. */
const MOST_NAMED = 10;

export function namesOf(nodes: readonly { name: string }[]): string {
  const names = nodes.map(({ name }) => name).toSorted();
  const more = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join(", ")}${more > 0 ? `, and ${more} more` : ""}`;
}
