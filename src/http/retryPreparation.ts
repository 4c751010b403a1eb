/**
 * POST /api/preparations/{id}/retry: the same request once more, as a preparation of its own. An approval holds for one
 * plan: a request that was approved needs a new hash as soon as its first run has changed something.
 */
import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import { type PreparationRow, preparationRowKey } from "../domain/records.ts";
import { parseRetryBody } from "../domain/runBodies.ts";
import { runStateOf } from "../runs/runState.ts";
import { acceptPreparation, makeRow } from "./acceptPreparation.ts";
import type { RouteContext } from "./deps.ts";
import { readKeyedId } from "./idempotencyKey.ts";
import { alreadyRunning } from "./preparationRefusals.ts";
import { preparationNotFound } from "./problem.ts";
import { readOptionalBody } from "./readOptionalBody.ts";
import { invalidRequest } from "./readRequest.ts";

export async function retryPreparation(request: HttpRequest, context: RouteContext): Promise<HttpResponseInit> {
  const id = request.params["id"] ?? "";
  const body = await readOptionalBody(request, parseRetryBody);
  const keyed = readKeyedId(request);
  if (!body.ok || !keyed.ok) return invalidRequest([body, keyed].flatMap((part) => (part.ok ? [] : part.problems)));
  const key = preparationRowKey(id);
  const stored = await context.tables.preparations.read<PreparationRow>(key.partition, key.row);
  if (stored === undefined) return preparationNotFound(id);
  if (await isRunning(context, stored.value)) return alreadyRunning(request, id);
  const { planHash = stored.value.request.planHash } = body.value;
  const again = { ...stored.value.request, ...(planHash === undefined ? {} : { planHash }) };
  const { approvedBy } = stored.value;
  return acceptPreparation(request, context, {
    ...makeRow(keyed.id ?? context.newId(), again, context),
    ...(body.value.planHash === undefined && approvedBy !== undefined ? { approvedBy } : {}),
    retryOf: id,
  });
}

async function isRunning({ runs, now }: RouteContext, row: PreparationRow): Promise<boolean> {
  return row.record === undefined && runStateOf(row, await runs.read(row.instanceId), now()) !== "gone";
}
