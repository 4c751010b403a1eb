/** POST /api/preparations: refuse with every problem at once, or claim the cluster, start the run and answer 202. */
import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import { clusterInstanceId } from "../domain/clusterRef.ts";
import { ORCHESTRATIONS, type PrepareClusterInput } from "../domain/orchestrations.ts";
import { type PreparationRow, preparationRowKey } from "../domain/records.ts";
import { type PreparationRequest, parseRequest, type RequestProblem } from "../domain/request.ts";
import { claimCluster, releaseCluster } from "./claimCluster.ts";
import type { RouteContext } from "./deps.ts";
import { absoluteUrl, json, readJson } from "./json.ts";
import { problem } from "./problem.ts";

const POLL_AFTER_SECONDS = 10;

export async function startPreparation(request: HttpRequest, context: RouteContext): Promise<HttpResponseInit> {
  const body = await readJson(request);
  if (body === undefined) return invalid([{ path: "", message: "the body is not JSON" }]);
  const parsed = parseRequest(body.value, context.catalog);
  if (!parsed.ok) return invalid(parsed.problems);
  const row = makeRow(parsed.request, context);
  await context.tables.preparations.insert(...rowKey(row.id), row);
  const claim = await claimCluster(context, row);
  if (claim.kind === "busy") {
    await context.tables.preparations.remove(...rowKey(row.id));
    return alreadyRunning(request, claim.preparationId);
  }
  const started = await context.runs.start(ORCHESTRATIONS.prepareCluster, row.instanceId, orchestrationInput(row));
  if (started === "running") {
    await context.tables.preparations.remove(...rowKey(row.id));
    await releaseCluster(context, row);
    return alreadyRunning(request, undefined);
  }
  return accepted(request, row);
}

function makeRow(request: PreparationRequest, { newId, now }: RouteContext): PreparationRow {
  return {
    id: newId(),
    cluster: request.cluster,
    instanceId: clusterInstanceId(request.cluster),
    request,
    acceptedAt: now().toISOString(),
  };
}

function orchestrationInput({ id, request }: PreparationRow): PrepareClusterInput {
  return { preparationId: id, request };
}

function rowKey(id: string): [string, string] {
  const { partition, row } = preparationRowKey(id);
  return [partition, row];
}

function accepted(request: HttpRequest, { id, cluster }: PreparationRow): HttpResponseInit {
  const self = absoluteUrl(request, `/api/preparations/${id}`);
  return json(
    202,
    { id, cluster, status: "running", links: { self, nodes: `${self}/nodes` } },
    { location: self, "retry-after": String(POLL_AFTER_SECONDS) },
  );
}

function invalid(problems: readonly RequestProblem[]): HttpResponseInit {
  return problem({
    status: 400,
    code: "InvalidRequest",
    title: "The request cannot be carried out",
    detail: problems.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`)).join("; "),
    action: "Correct every field that is named and send the request again. Nothing was started.",
    more: { problems },
  });
}

function alreadyRunning(request: HttpRequest, preparationId: string | undefined): HttpResponseInit {
  const link =
    preparationId === undefined
      ? {}
      : { id: preparationId, links: { running: absoluteUrl(request, `/api/preparations/${preparationId}`) } };
  return problem({
    status: 409,
    code: "PreparationRunning",
    title: "A preparation of this cluster is running",
    detail:
      preparationId === undefined
        ? "Another preparation of this cluster has just started."
        : `Preparation ${preparationId} of this cluster has not ended.`,
    action: "Follow the running preparation, or start again when it has ended. Nothing was started.",
    more: link,
  });
}
