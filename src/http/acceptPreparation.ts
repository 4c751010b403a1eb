/**
 * A preparation that shall start: its row is written, the cluster claimed, the run started. Whatever keeps it from
 * starting leaves nothing behind. The same id again (its key was sent twice) gets the answer that it got.
 */
import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import { actorOf } from "../domain/caller.ts";
import { clusterInstanceId } from "../domain/clusterRef.ts";
import { jsonHash } from "../domain/hash.ts";
import { type PreparationRow, preparationRowKey } from "../domain/records.ts";
import type { PreparationRequest } from "../domain/request.ts";
import { claimCluster, releaseCluster } from "../runs/claimCluster.ts";
import { indexPreparation, unindexPreparation } from "../runs/preparationIndex.ts";
import { isRunOf } from "../runs/runState.ts";
import { startRun } from "../runs/startRun.ts";
import type { RouteContext } from "./deps.ts";
import { json } from "./json.ts";
import { planHasChanged } from "./planHasChanged.ts";
import { planInTime } from "./planInTime.ts";
import { preparationLinks } from "./preparationLinks.ts";
import { alreadyRunning, keyReused } from "./preparationRefusals.ts";

const POLL_AFTER_SECONDS = 10;

export async function acceptPreparation(
  request: HttpRequest,
  context: RouteContext,
  row: PreparationRow,
): Promise<HttpResponseInit> {
  return (await refuseUnapproved(context, row)) ?? openPreparation(request, context, row);
}

export function makeRow(id: string, request: PreparationRequest, { now, caller }: RouteContext): PreparationRow {
  const startedBy = actorOf(caller);
  return {
    id,
    cluster: request.cluster,
    instanceId: clusterInstanceId(request.cluster),
    request,
    acceptedAt: now().toISOString(),
    startedBy,
    ...(request.planHash === undefined ? {} : { approvedBy: startedBy }),
  };
}

/** Whoever has approved a plan is told at once when it is no longer the one that would be followed. A known key gets the answer it got. */
async function refuseUnapproved(
  context: RouteContext,
  { id, request }: PreparationRow,
): Promise<HttpResponseInit | undefined> {
  if (request.planHash === undefined) return undefined;
  if ((await context.tables.preparations.read(...rowKey(id))) !== undefined) return undefined;
  const planned = await planInTime(context, request);
  if (!planned.ok) return planned.answer;
  const changed = planned.plan.findings.find(({ code }) => code === "PlanChanged");
  return changed === undefined ? undefined : planHasChanged(planned.plan, changed);
}

/** Without a look at the plan first: the run itself looks, and ends blocked when another one was approved. */
export async function openPreparation(
  request: HttpRequest,
  context: RouteContext,
  row: PreparationRow,
): Promise<HttpResponseInit> {
  const { preparations } = context.tables;
  if (await preparations.insert(...rowKey(row.id), row)) return start(request, context, row, "new");
  const known = await preparations.read<PreparationRow>(...rowKey(row.id));
  // Absent again: the same request at the same moment was refused.
  return known === undefined ? openPreparation(request, context, row) : repeat(request, context, known.value, row);
}

/** The key was used before: the answer is the one that it got, or should have got. */
async function repeat(
  request: HttpRequest,
  context: RouteContext,
  known: PreparationRow,
  row: PreparationRow,
): Promise<HttpResponseInit> {
  if (!isSameRequest(known, row)) return keyReused(request, row.id);
  const wasStarted = known.record !== undefined || isRunOf(await context.runs.read(known.instanceId), known.id);
  return wasStarted ? accepted(request, known) : start(request, context, known, "known");
}

/** A new preparation that cannot start leaves nothing behind; of a known one others may know already. */
async function start(
  request: HttpRequest,
  context: RouteContext,
  row: PreparationRow,
  age: "new" | "known",
): Promise<HttpResponseInit> {
  const claim = await claimCluster(context, row);
  if (claim.kind === "claimed") {
    await indexPreparation(context, row);
    if ((await startRun(context, row)) === "started") return accepted(request, row);
    await releaseCluster(context, row);
    if (age === "new") await unindexPreparation(context, row);
  }
  if (age === "new") await context.tables.preparations.remove(...rowKey(row.id));
  return alreadyRunning(request, claim.kind === "busy" ? claim.preparationId : undefined);
}

function isSameRequest(known: PreparationRow, row: PreparationRow): boolean {
  return jsonHash(known.request) === jsonHash(row.request) && known.retryOf === row.retryOf;
}

function rowKey(id: string): [string, string] {
  const { partition, row } = preparationRowKey(id);
  return [partition, row];
}

function accepted(request: HttpRequest, { id, cluster }: PreparationRow): HttpResponseInit {
  const links = preparationLinks(request, id);
  return json(
    202,
    { id, cluster, status: "running", links },
    { location: links.self, "retry-after": String(POLL_AFTER_SECONDS) },
  );
}
