/**
 * What every Azure SDK client here has in common: one attempt for each call (waiting is the orchestrators' work, and
 * the SDKs sleep through any Retry-After), a time-out, and no host but the configured one.
 */
import {
  createHttpHeaders,
  type HttpClient,
  type PipelinePolicy,
  type PipelineRequest,
  RestError,
} from "@azure/core-rest-pipeline";
import { networkReason } from "./networkFailure.ts";
import type { Transport } from "./transport.ts";
import { readText, toBytes } from "./wireBody.ts";

const REQUEST_TIMEOUT_MS = 30_000;

export interface AzureEndpoint {
  /** `https://management.azure.com`, `https://ACCOUNT.table.core.windows.net`. */
  endpoint: string;
  /** Left out: the SDK's own network. */
  transport?: Transport;
}

export function azurePipelineOptions({ endpoint, transport }: AzureEndpoint) {
  return {
    retryOptions: { maxRetries: 0 },
    redirectOptions: { maxRetries: 0 },
    userAgentOptions: { userAgentPrefix: "lamplighter" },
    additionalPolicies: [
      { policy: onlyOrigin(new URL(endpoint).origin), position: "perCall" as const },
      { policy: withTimeout(REQUEST_TIMEOUT_MS), position: "perCall" as const },
    ],
    ...(transport === undefined ? {} : { httpClient: httpClientOver(transport) }),
  };
}

/** A next link or a header of an answer must not lead our token elsewhere. */
function onlyOrigin(origin: string): PipelinePolicy {
  return {
    name: "lamplighterOnlyOrigin",
    sendRequest(request, next) {
      const asked = new URL(request.url).origin;
      if (asked !== origin) throw new Error(`A request to ${asked} was refused: only ${origin} is configured`);
      return next(request);
    },
  };
}

function withTimeout(timeoutMs: number): PipelinePolicy {
  return {
    name: "lamplighterTimeout",
    sendRequest(request, next) {
      request.timeout = timeoutMs;
      return next(request);
    },
  };
}

export function httpClientOver(transport: Transport): HttpClient {
  return {
    async sendRequest(request) {
      const deadline = startDeadline(request);
      try {
        const response = await transport({
          method: request.method,
          url: request.url,
          headers: request.headers.toJSON(),
          body: toBytes(request.body),
          signal: deadline.signal,
        });
        return {
          request,
          status: response.status,
          headers: createHttpHeaders(response.headers),
          bodyAsText: await readText(response.body),
        };
      } catch (error) {
        throw new RestError(networkReason(error), { code: RestError.REQUEST_SEND_ERROR, request });
      } finally {
        deadline.stop();
      }
    },
  };
}

function startDeadline({ timeout, abortSignal }: PipelineRequest): { signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const giveUp = () => controller.abort(new Error(`no answer within ${timeout / 1000} s`));
  const cancel = () => controller.abort(new Error("the request was cancelled"));
  const timer = timeout > 0 ? setTimeout(giveUp, timeout) : undefined;
  abortSignal?.addEventListener("abort", cancel);
  return {
    signal: controller.signal,
    stop() {
      clearTimeout(timer);
      abortSignal?.removeEventListener("abort", cancel);
    },
  };
}
