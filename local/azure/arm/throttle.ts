/**
 * AKS's token buckets, by the shared clock. They live in memory only: they bound a rate, and a new process that starts
 * with full ones merely forgives what the old one did, while a write for each read would cost more than the read.
 */
import type { Clock } from "../../world/clock.ts";
import { ArmError } from "./armError.ts";

export type BucketName = "putAgentPool" | "getManagedCluster" | "operationStatus" | "other";

export interface BucketSize {
  burst: number;
  perSecond: number;
}

const AKS_BUCKETS: Record<BucketName, BucketSize> = {
  putAgentPool: { burst: 20, perSecond: 1 / 60 },
  getManagedCluster: { burst: 60, perSecond: 1 },
  operationStatus: { burst: 200, perSecond: 2 },
  other: { burst: 60, perSecond: 1 },
};

export interface Throttle {
  /** Takes one token of the subject's bucket. Throws 429 `Throttled` with `Retry-After` when it is empty. */
  take(bucket: BucketName, subject: string): void;
}

export function createThrottle(clock: Clock, overrides: Partial<Record<BucketName, BucketSize>> = {}): Throttle {
  const sizes = { ...AKS_BUCKETS, ...overrides };
  const levels = new Map<string, { tokens: number; at: number }>();
  return {
    take(bucket, subject) {
      const { burst, perSecond } = sizes[bucket];
      const key = `${bucket} ${subject}`;
      const now = clock.now();
      const level = levels.get(key) ?? { tokens: burst, at: now };
      const tokens = Math.min(burst, level.tokens + ((now - level.at) / 1000) * perSecond);
      levels.set(key, { tokens: tokens < 1 ? tokens : tokens - 1, at: now });
      if (tokens < 1) throw throttled(subject, Math.max(1, Math.ceil((1 - tokens) / perSecond)));
    },
  };
}

function throttled(subject: string, retryAfterSeconds: number): ArmError {
  const message = `The request was throttled: too many requests for ${subject}. Try again after ${retryAfterSeconds} seconds.`;
  return new ArmError(429, { code: "Throttled", message }, { "retry-after": String(retryAfterSeconds) });
}
