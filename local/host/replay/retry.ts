/**
 * Retries as the extension runs them: failure, timer, next attempt. After the last attempt comes a timer that fires at
 * once, which the SDK counts on; after an expired retry timeout comes none, which the SDK does not know.
 */
import type { RetryOptions } from "../durable/actions.ts";
import { type Pending, pending } from "./pending.ts";
import type { Origin, ReplayContext } from "./replayContext.ts";

const SIX_DAYS_MS = 6 * 24 * 3600 * 1000;

export function withRetry(
  context: ReplayContext,
  options: RetryOptions,
  title: string,
  call: (origin: Origin) => Pending,
): Pending {
  const result = pending();
  const spender = { title };
  const firstAttemptAt = context.now;
  let attempts = 0;
  context.spenders.add(spender);

  function finish(settlement: "done" | "failed"): void {
    context.spenders.delete(spender);
    result.settle(settlement);
  }

  function attempt(origin: Origin): void {
    attempts += 1;
    call(origin).onSettled((settlement) => (settlement === "done" ? finish("done") : afterFailure()));
  }

  function afterFailure(): void {
    if (attempts >= options.maxNumberOfAttempts) return waitUntil(context.now, () => finish("failed"));
    const timeoutMs = options.retryTimeoutInMilliseconds;
    if (timeoutMs !== undefined && context.now >= firstAttemptAt + timeoutMs) return finish("failed");
    waitUntil(context.now + delayMs(options, attempts), () => attempt("continued"));
  }

  function waitUntil(fireAt: number, then: () => void): void {
    context.schedule({ kind: "timer", fireAt, owner: "retry" }, "continued").waiting.onSettled(then);
  }

  attempt("asked");
  return result;
}

function delayMs(options: RetryOptions, failedAttempts: number): number {
  const grown = options.firstRetryIntervalInMilliseconds * (options.backoffCoefficient ?? 1) ** (failedAttempts - 1);
  return Math.min(grown, options.maxRetryIntervalInMilliseconds ?? SIX_DAYS_MS);
}
