/** Why a preparation does not start although its request is in order. */
import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import { preparationUrl } from "./preparationLinks.ts";
import { problem } from "./problem.ts";

export function keyReused(request: HttpRequest, id: string): HttpResponseInit {
  return problem({
    status: 422,
    code: "IdempotencyKeyReused",
    title: "The Idempotency-Key belongs to another request",
    detail: `Preparation ${id} was asked for with this key and another body.`,
    action: "Send a new request under a new key; send the same request again to get its preparation.",
    more: { id, links: { first: preparationUrl(request, id) } },
  });
}

export function alreadyRunning(request: HttpRequest, preparationId: string | undefined): HttpResponseInit {
  const link =
    preparationId === undefined
      ? {}
      : { id: preparationId, links: { running: preparationUrl(request, preparationId) } };
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
