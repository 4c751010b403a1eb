/** POST /api/clusters/…/verifications: checks the cluster now, by the request that it was prepared with; changes nothing. */
import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import { actorOf } from "../domain/caller.ts";
import { clusterKey } from "../domain/clusterRef.ts";
import { idFrom } from "../domain/madeId.ts";
import { parseVerifyBody } from "../domain/runBodies.ts";
import type { VerificationRow } from "../domain/verification.ts";
import { startVerification as start } from "../runs/startVerification.ts";
import { clusterUnknown, findCluster } from "./clusterParams.ts";
import type { RouteContext } from "./deps.ts";
import { readKeyedId } from "./idempotencyKey.ts";
import { json } from "./json.ts";
import { alreadyRunning } from "./preparationRefusals.ts";
import { readOptionalBody } from "./readOptionalBody.ts";
import { invalidRequest } from "./readRequest.ts";
import { verificationLinks } from "./verificationLinks.ts";
import { verificationKeyReused, verificationRunning } from "./verificationRefusals.ts";

const POLL_AFTER_SECONDS = 10;

export async function startVerification(request: HttpRequest, context: RouteContext): Promise<HttpResponseInit> {
  const body = await readOptionalBody(request, parseVerifyBody);
  const keyed = readKeyedId(request);
  if (!body.ok || !keyed.ok) return invalidRequest([body, keyed].flatMap((part) => (part.ok ? [] : part.problems)));
  const found = await findCluster(request, context);
  if (!found.ok) return found.answer;
  const { cluster } = found.row;
  // The same key may start a preparation too: what each of them leaves must not meet.
  const id = keyed.id === undefined ? context.newId() : idFrom(`verification/${keyed.id}`);
  const { level = "L2" } = body.value;
  const started = await start(context, { id, cluster, level, startedBy: actorOf(context.caller) });
  switch (started.kind) {
    case "unknown":
      return clusterUnknown(clusterKey(cluster));
    case "idReused":
      return verificationKeyReused(request, cluster, id);
    case "running":
      return started.run?.kind === "preparation"
        ? alreadyRunning(request, started.run.id)
        : verificationRunning(request, cluster, started.run?.id);
    case "started":
      return accepted(request, started.row);
    default:
      return started satisfies never;
  }
}

function accepted(request: HttpRequest, row: VerificationRow): HttpResponseInit {
  const links = verificationLinks(request, row);
  const headers = { location: links.self, "retry-after": String(POLL_AFTER_SECONDS) };
  return json(202, { id: row.id, cluster: row.cluster, status: "running", links }, headers);
}
