/** GET /api/preparations/{id}/nodes: the evidence, node by node, in pages. */
import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import type { NodeRecord } from "../domain/record.ts";
import { preparationRowKey } from "../domain/records.ts";
import { badCursor, decodeCursor, encodeCursor } from "./cursor.ts";
import type { RouteContext } from "./deps.ts";
import { json } from "./json.ts";
import { preparationLinks } from "./preparationLinks.ts";
import { preparationNotFound } from "./problem.ts";

const NODES_PER_PAGE = 100;

export async function listNodes(request: HttpRequest, { tables }: RouteContext): Promise<HttpResponseInit> {
  const id = request.params["id"] ?? "";
  const key = preparationRowKey(id);
  if ((await tables.preparations.read(key.partition, key.row)) === undefined) return preparationNotFound(id);
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
    found.length === page.length || last === undefined
      ? {}
      : { next: `${preparationLinks(request, id).nodes}?cursor=${encodeCursor(last)}` };
  return json(200, { nodes: page.map(({ value }) => value), links: next });
}
