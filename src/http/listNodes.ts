/** GET /api/preparations/{id}/nodes: the evidence, node by node, in pages. */
import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import { preparationRowKey } from "../domain/records.ts";
import type { RouteContext } from "./deps.ts";
import { nodePage } from "./nodePage.ts";
import { preparationLinks } from "./preparationLinks.ts";
import { preparationNotFound } from "./problem.ts";

export async function listNodes(request: HttpRequest, context: RouteContext): Promise<HttpResponseInit> {
  const id = request.params["id"] ?? "";
  const key = preparationRowKey(id);
  if ((await context.tables.preparations.read(key.partition, key.row)) === undefined) return preparationNotFound(id);
  return nodePage(request, context, { id, url: preparationLinks(request, id).nodes });
}
