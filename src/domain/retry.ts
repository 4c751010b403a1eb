/** How long to wait before a failed step is tried again, and how often. */
import type { Fault } from "./outcome.ts";

const POLICIES = {
  soon: { attempts: 10, firstSeconds: 5, longestSeconds: 120 },
  slowly: { attempts: 6, firstSeconds: 120, longestSeconds: 600 },
  never: { attempts: 1, firstSeconds: 0, longestSeconds: 0 },
} as const;

/** `attempt`: how many have failed, from 1. What the service asked for is honoured. Undefined: give up. */
export function retryDelaySeconds(fault: Fault, attempt: number): number | undefined {
  const policy = POLICIES[fault.retry];
  if (attempt >= policy.attempts) return undefined;
  const backOff = Math.min(policy.firstSeconds * 2 ** (attempt - 1), policy.longestSeconds);
  return Math.max(backOff, fault.retryAfterSeconds ?? 0);
}
