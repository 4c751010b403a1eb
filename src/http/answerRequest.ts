/** Every failure that is not a bug reaches the caller as a problem document. */
import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import { ClientFault } from "../clients/errors.ts";
import type { OpenContext, RouteHandler } from "./deps.ts";
import { problem } from "./problem.ts";

/** Throws what it does not know: the host logs that and answers 500. */
export async function answerRequest(
  handle: RouteHandler<OpenContext>,
  request: HttpRequest,
  context: OpenContext,
): Promise<HttpResponseInit> {
  try {
    return await handle(request, context);
  } catch (error) {
    if (!(error instanceof ClientFault)) throw error;
    context.log(error.message);
    return recordsUnavailable(error, request.params["id"]);
  }
}

/** Of the services that clients reach, routes use the record tables alone. */
function recordsUnavailable({ message, details }: ClientFault, id: string | undefined): HttpResponseInit {
  const mayPass = details.retry !== "never";
  return problem(
    {
      status: mayPass ? 503 : 500,
      code: "RecordsUnavailable",
      title: "The record tables cannot be used",
      detail: message,
      action: mayPass
        ? "Send the same request again, with the same Idempotency-Key if it has one."
        : "Check LAMPLIGHTER_TABLES_ENDPOINT, and that the app's identity may read and write that account's tables.",
      ...(id === undefined ? {} : { more: { id } }),
    },
    mayPass ? { "retry-after": String(details.retryAfterSeconds ?? RETRY_AFTER_SECONDS) } : {},
  );
}

const RETRY_AFTER_SECONDS = 5;
