/** GET /api/clusters/…/verifications/{id} and …/nodes: whether it goes on, or what it has come to; and its evidence. */
import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import { clusterKey } from "../domain/clusterRef.ts";
import { type VerificationRow, verificationRowKey } from "../domain/verification.ts";
import { isVerifying } from "../runs/activeRun.ts";
import { findCluster } from "./clusterParams.ts";
import type { RouteContext } from "./deps.ts";
import { json } from "./json.ts";
import { nodePage } from "./nodePage.ts";
import { preparationUrl } from "./preparationLinks.ts";
import { verificationLinks } from "./verificationLinks.ts";
import { verificationNotFound } from "./verificationRefusals.ts";

const POLL_AFTER_SECONDS = 5;

export async function readVerification(request: HttpRequest, context: RouteContext): Promise<HttpResponseInit> {
  const found = await findVerification(request, context);
  if (!found.ok) return found.answer;
  const { id, cluster, startedBy, acceptedAt, record } = found.row;
  const run = { id, live: context.live, cluster, startedBy, startedAt: acceptedAt };
  const links = verificationLinks(request, found.row);
  if (record !== undefined) {
    const { repair, ...outcome } = record;
    const started = repair === undefined ? {} : { repair: { id: repair.id, self: preparationUrl(request, repair.id) } };
    return json(200, { ...run, status: "finished", ...outcome, ...started, links });
  }
  const status = (await isVerifying(context, id)) ? "running" : "failed";
  const nothing = { findings: [], checks: [], pools: [], drift: [] };
  return json(200, { ...run, status, ...nothing, links }, { "retry-after": String(POLL_AFTER_SECONDS) });
}

export async function listVerifiedNodes(request: HttpRequest, context: RouteContext): Promise<HttpResponseInit> {
  const found = await findVerification(request, context);
  if (!found.ok) return found.answer;
  return nodePage(request, context, { id: found.row.id, url: verificationLinks(request, found.row).nodes });
}

type FoundVerification = { ok: true; row: VerificationRow } | { ok: false; answer: HttpResponseInit };

async function findVerification(request: HttpRequest, context: RouteContext): Promise<FoundVerification> {
  const found = await findCluster(request, context);
  if (!found.ok) return found;
  const id = request.params["id"] ?? "";
  const { partition, row } = verificationRowKey(id);
  const stored = (await context.tables.verifications.read<VerificationRow>(partition, row))?.value;
  const isOfCluster = stored !== undefined && clusterKey(stored.cluster) === clusterKey(found.row.cluster);
  return isOfCluster ? { ok: true, row: stored } : { ok: false, answer: verificationNotFound(id) };
}
