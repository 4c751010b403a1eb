/** How long to wait before a failed step is tried again, and how often. */
import type { Fault } from "./outcome.ts";

const POLICIES = {
  soon: { attempts: 10, firstSeconds: 5, longestSeconds: 120 },
  slowly: { attempts: 6, firstSeconds: 120, longestSeconds: 600 },
  never: { attempts: 1, firstSeconds: 0, longestSeconds: 0 },
} as const;

/** However long the service asks us to wait: nobody knows of a run that sleeps for days. */
export const LONGEST_RETRIES_SECONDS = 2 * 60 * 60;

export type RetryPolicy = (fault: Fault, attempt: number, waitedSeconds: number) => number | undefined;

/** `attempt`: how many have failed, from 1. What the service asked for is honoured. Undefined: give up. */
export const retryDelaySeconds: RetryPolicy = (fault, attempt, waitedSeconds) => {
  if (attempt >= POLICIES[fault.retry].attempts) return undefined;
  const delay = backOffSeconds(fault, attempt);
  return waitedSeconds + delay > LONGEST_RETRIES_SECONDS ? undefined : delay;
};

/** Longer each time, and never less than the service asked for. */
export function backOffSeconds({ retry, retryAfterSeconds = 0 }: Fault, attempt: number): number {
  const { firstSeconds, longestSeconds } = POLICIES[retry];
  return Math.max(Math.min(firstSeconds * 2 ** (attempt - 1), longestSeconds), retryAfterSeconds);
}
