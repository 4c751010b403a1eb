/** Why a verification does not start although its request is in order, or is not found. */
import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import type { ClusterRef } from "../domain/clusterRef.ts";
import { verificationUrl } from "./clusterParams.ts";
import { problem } from "./problem.ts";

export function verificationNotFound(id: string): HttpResponseInit {
  return problem({
    status: 404,
    code: "VerificationNotFound",
    title: "No such verification",
    detail: `There is no verification ${id} of this cluster.`,
    action: "Use the id or the Location that the start of the verification returned, or look at the cluster's history.",
  });
}

export function verificationRunning(
  request: HttpRequest,
  cluster: ClusterRef,
  id: string | undefined,
): HttpResponseInit {
  return problem({
    status: 409,
    code: "VerificationRunning",
    title: "A verification of this cluster is running",
    detail:
      id === undefined
        ? "Another verification of this cluster has just started."
        : `Verification ${id} of this cluster has not ended.`,
    action: "Follow the running verification, or start again when it has ended. Nothing was started.",
    more: id === undefined ? {} : { id, links: { running: verificationUrl(request, cluster, id) } },
  });
}

export function verificationKeyReused(request: HttpRequest, cluster: ClusterRef, id: string): HttpResponseInit {
  return problem({
    status: 422,
    code: "IdempotencyKeyReused",
    title: "The Idempotency-Key belongs to another request",
    detail: `Verification ${id} was asked for with this key, of another cluster or at another level.`,
    action: "Send a new request under a new key; send the same request again to get its verification.",
    more: { id, links: { first: verificationUrl(request, cluster, id) } },
  });
}
