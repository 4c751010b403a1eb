/** The evidence of a run, node by node, in pages. */
import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import type { NodeRecord } from "../domain/record.ts";
import { badCursor, decodeCursor, encodeCursor } from "./cursor.ts";
import type { RouteContext } from "./deps.ts";
import { json } from "./json.ts";

const NODES_PER_PAGE = 100;

/** `url`: where the list is found. */
export async function nodePage(
  request: HttpRequest,
  { tables }: RouteContext,
  { id, url }: { id: string; url: string },
): Promise<HttpResponseInit> {
  const after = decodeCursor(request.query.get("cursor"));
  if (after === undefined) return badCursor();
  // One more than is shown tells whether there is a next page.
  const found = await tables.evidence.list<NodeRecord>(id, {
    limit: NODES_PER_PAGE + 1,
    ...(after === "" ? {} : { after }),
  });
  const page = found.slice(0, NODES_PER_PAGE);
  const last = page.at(-1)?.row;
  const next =
    found.length === page.length || last === undefined ? {} : { next: `${url}?cursor=${encodeCursor(last)}` };
  return json(200, { nodes: page.map(({ value }) => value), links: next });
}
