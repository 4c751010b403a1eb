/**
 * Turns what @kubernetes/client-node throws into a ClientFault. Only the API server's own reason and message are taken
 * over: the client's own message holds every header.
 */
import { ClientFault, type FaultDetails, isTransientStatus } from "./errors.ts";
import { NetworkFailure } from "./networkFailure.ts";
import { parseRetryAfter } from "./retryAfter.ts";

/** The `Status` object of a refused request, as far as we read it. */
export interface KubernetesStatus {
  reason?: string;
  message?: string;
  details?: { kind?: string; name?: string; retryAfterSeconds?: number };
}

export interface RefusedRequest {
  status: number;
  body: KubernetesStatus;
  retryAfterSeconds?: number;
}

/** Undefined: not an answer of the API server. */
export function refusedRequest(error: unknown): RefusedRequest | undefined {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "number") return undefined;
  const { body, headers } = error as { body?: unknown; headers?: Record<string, string> };
  const status = parseStatus(body);
  const retryAfterSeconds = parseRetryAfter(headers?.["retry-after"]) ?? status.details?.retryAfterSeconds;
  return { status: error.code, body: status, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
}

/** `server`: where the API server is said to be. */
export function kubernetesFault(error: unknown, operation: string, server: string): ClientFault {
  if (error instanceof ClientFault) return error;
  if (error instanceof NetworkFailure) {
    return new ClientFault(`${operation} got no answer from ${server}: ${error.message}`, {
      code: "ApiServerUnreachable",
      retry: "soon",
      operation,
    });
  }
  const refused = refusedRequest(error);
  if (refused !== undefined) return ofRefusal(refused, operation, server);
  const reason = error instanceof Error ? error.message : String(error);
  return new ClientFault(`${operation} failed: ${reason}`, { code: "Unexpected", retry: "never", operation });
}

function ofRefusal({ status, body, retryAfterSeconds }: RefusedRequest, operation: string, server: string) {
  const details: FaultDetails = {
    code: codeOf(status, body),
    retry: isTransientStatus(status) || status === 410 ? "soon" : "never",
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    operation,
    status,
  };
  const why =
    status === 401 ? `${server} did not accept our token or certificate` : (body.message ?? "no reason given");
  return new ClientFault(`${operation} was refused with ${status} ${details.code}: ${why}`, details);
}

/** A failing admission webhook comes as 500 InternalError: only the API server's fixed phrase tells it apart. */
function codeOf(status: number, body: KubernetesStatus): string {
  if (status === 401) return "TokenRejected";
  if (status === 500 && /failed calling webhook/.test(body.message ?? "")) return "WebhookUnavailable";
  return body.reason === undefined || body.reason === "" ? `Http${status}` : body.reason;
}

/** A string on typed calls, mostly a Status as JSON; a proxy in between answers with plain text. */
function parseStatus(body: unknown): KubernetesStatus {
  if (typeof body !== "string") return typeof body === "object" && body !== null ? body : {};
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === "object" && parsed !== null ? parsed : {};
  } catch {
    return { message: body.trim().slice(0, 500) };
  }
}
