/** GET /api/preparations/{id}: how far the run is, or its record when it has ended. */
import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import type { Finding } from "../domain/findings.ts";
import {
  type DeliveryRow,
  type DeliveryView,
  deliveries,
  undeliveredFinding,
  viewOfDelivery,
} from "../domain/notify/delivery.ts";
import {
  asked,
  type CancellationRow,
  cancellationRowKey,
  type PreparationRow,
  preparationRowKey,
} from "../domain/records.ts";
import type { RouteContext } from "./deps.ts";
import { json } from "./json.ts";
import { pollAfterSeconds } from "./pollPace.ts";
import { preparationLinks } from "./preparationLinks.ts";
import { preparationNotFound } from "./problem.ts";
import { readProgress } from "./readProgress.ts";

export async function readPreparation(request: HttpRequest, context: RouteContext): Promise<HttpResponseInit> {
  const id = request.params["id"] ?? "";
  const key = preparationRowKey(id);
  const stored = await context.tables.preparations.read<PreparationRow>(key.partition, key.row);
  if (stored === undefined) return preparationNotFound(id);
  const links = preparationLinks(request, id);
  const { record, cluster, request: wanted, acceptedAt } = stored.value;
  const { undelivered, ...told } = await readDeliveries(context, stored.value);
  if (record !== undefined) {
    const findings = [...record.findings, ...undelivered];
    const view = { status: "finished", phase: "finished", ...record, findings, ...told };
    return json(200, { ...view, nodesInTrouble: [], links });
  }
  const [progress, cancellation] = await Promise.all([
    readProgress(context, stored.value),
    readCancellation(context, id),
  ]);
  const seconds = pollAfterSeconds(progress, acceptedAt, context.now());
  const pace: Record<string, string> = progress.status === "running" ? { "retry-after": String(seconds) } : {};
  const run = {
    id,
    live: context.live,
    cluster,
    profile: wanted.profile,
    ...asked(stored.value),
    startedAt: acceptedAt,
  };
  const findings = [...progress.findings, ...undelivered];
  return json(200, { ...run, ...progress, findings, ...told, ...cancellation, links }, pace);
}

/** Newest first; absent when nobody is to be told. Who could not be told is found here: it happens after the record, too. */
async function readDeliveries(
  { tables }: RouteContext,
  { id, request }: PreparationRow,
): Promise<{ notifications?: DeliveryView[]; undelivered: Finding[] }> {
  if (request.notify.length === 0) return { undelivered: [] };
  const rows = await tables.preparations.list<DeliveryRow>(deliveries(id), { limit: MOST_DELIVERIES });
  const delivered = rows.map(({ value }) => value);
  return {
    notifications: delivered.map(viewOfDelivery),
    undelivered: delivered.filter(({ status }) => status === "failed").map(undeliveredFinding),
  };
}

const MOST_DELIVERIES = 50;

/** Asked for, and not yet heard. */
async function readCancellation({ tables }: RouteContext, id: string): Promise<{ cancellation?: CancellationRow }> {
  const { partition, row } = cancellationRowKey(id);
  const stored = await tables.preparations.read<CancellationRow>(partition, row);
  return stored === undefined ? {} : { cancellation: stored.value };
}
