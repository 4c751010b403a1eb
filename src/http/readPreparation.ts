/** GET /api/preparations/{id}: how far the run is, or its record when it has ended. */
import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import {
  asked,
  type CancellationRow,
  cancellationRowKey,
  type PreparationRow,
  preparationRowKey,
} from "../domain/records.ts";
import type { RouteContext } from "./deps.ts";
import { json } from "./json.ts";
import { preparationLinks } from "./preparationLinks.ts";
import { preparationNotFound } from "./problem.ts";
import { readProgress } from "./readProgress.ts";

const POLL_AFTER_SECONDS = 5;

export async function readPreparation(request: HttpRequest, context: RouteContext): Promise<HttpResponseInit> {
  const id = request.params["id"] ?? "";
  const key = preparationRowKey(id);
  const stored = await context.tables.preparations.read<PreparationRow>(key.partition, key.row);
  if (stored === undefined) return preparationNotFound(id);
  const links = preparationLinks(request, id);
  const { record, cluster, request: wanted, acceptedAt } = stored.value;
  if (record !== undefined)
    return json(200, { status: "finished", phase: "finished", ...record, nodesInTrouble: [], links });
  const [progress, cancellation] = await Promise.all([
    readProgress(context, stored.value),
    readCancellation(context, id),
  ]);
  const run = {
    id,
    live: context.live,
    cluster,
    profile: wanted.profile,
    ...asked(stored.value),
    startedAt: acceptedAt,
  };
  return json(200, { ...run, ...progress, ...cancellation, links }, { "retry-after": String(POLL_AFTER_SECONDS) });
}

/** Asked for, and not yet heard. */
async function readCancellation({ tables }: RouteContext, id: string): Promise<{ cancellation?: CancellationRow }> {
  const { partition, row } = cancellationRowKey(id);
  const stored = await tables.preparations.read<CancellationRow>(partition, row);
  return stored === undefined ? {} : { cancellation: stored.value };
}
