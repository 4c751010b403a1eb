/**
 * POST /api/preparations/{id}/cancel: asks a run to stop where nothing is left half-done. It sees the request at its next
 * poll; what it has begun on a node it finishes. Asking again changes nothing.
 */
import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import { actorOf } from "../domain/caller.ts";
import { type CancellationRow, cancellationRowKey, type PreparationRow, preparationRowKey } from "../domain/records.ts";
import { parseCancelBody } from "../domain/runBodies.ts";
import { runStateOf } from "../runs/runState.ts";
import type { RouteContext } from "./deps.ts";
import { json } from "./json.ts";
import { preparationLinks } from "./preparationLinks.ts";
import { preparationNotFound, problem } from "./problem.ts";
import { readOptionalBody } from "./readOptionalBody.ts";
import { invalidRequest } from "./readRequest.ts";

const POLL_AFTER_SECONDS = 10;

export async function cancelPreparation(request: HttpRequest, context: RouteContext): Promise<HttpResponseInit> {
  const id = request.params["id"] ?? "";
  const body = await readOptionalBody(request, parseCancelBody);
  if (!body.ok) return invalidRequest(body.problems);
  const { preparations } = context.tables;
  const key = preparationRowKey(id);
  const stored = await preparations.read<PreparationRow>(key.partition, key.row);
  if (stored === undefined) return preparationNotFound(id);
  if (await hasEnded(context, stored.value)) return hasEndedAlready(request, stored.value);
  const cancellation = cancellationOf(body.value.reason, context);
  const { partition, row } = cancellationRowKey(id);
  await preparations.insert(partition, row, cancellation);
  const links = preparationLinks(request, id);
  return json(
    202,
    { id, status: "running", cancelling: true, links },
    { location: links.self, "retry-after": String(POLL_AFTER_SECONDS) },
  );
}

async function hasEnded({ runs, now }: RouteContext, row: PreparationRow): Promise<boolean> {
  return row.record !== undefined || runStateOf(row, await runs.read(row.instanceId), now()) === "gone";
}

function cancellationOf(reason: string | undefined, { now, caller }: RouteContext): CancellationRow {
  const who = { by: caller.name, cancelledBy: actorOf(caller) };
  return { requestedAt: now().toISOString(), ...who, ...(reason === undefined ? {} : { reason }) };
}

function hasEndedAlready(request: HttpRequest, { id, record }: PreparationRow): HttpResponseInit {
  return problem({
    status: 409,
    code: "PreparationEnded",
    title: "The preparation has ended",
    detail: `Preparation ${id} ended ${record === undefined ? "without a record" : `with verdict ${record.verdict}`}.`,
    action: "There is nothing to cancel. Read its record.",
    more: { id, links: preparationLinks(request, id) },
  });
}
