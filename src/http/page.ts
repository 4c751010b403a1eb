/** A page of a list: what is shown of the rows that were found, and where the next page is. */
export const ROWS_PER_PAGE = 50;

/** Of `list`: one row more than is shown tells whether there is a next page. `after`: "" for the first page. */
export function pageQuery(after: string): { limit: number; after?: string } {
  return { limit: ROWS_PER_PAGE + 1, ...(after === "" ? {} : { after }) };
}

/** `last`: the row after which the next page begins; undefined: there is none. */
export function pageOf<T>(found: readonly { row: string; value: T }[]): { values: T[]; last: string | undefined } {
  const page = found.slice(0, ROWS_PER_PAGE);
  return {
    values: page.map(({ value }) => value),
    last: found.length === page.length ? undefined : page.at(-1)?.row,
  };
}
