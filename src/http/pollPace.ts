/** When another look at a run is worth it: at the pace at which the run itself looks at what it waits for. */
import { DEFAULT_PACING, nextPollSeconds } from "../domain/pacing.ts";
import type { PoolProgress } from "../domain/progress.ts";
import type { ProgressView } from "./readProgress.ts";

/** Seconds. The soonest of what goes on counts; where nothing is known yet, or much changes at once, it is soon. */
export function pollAfterSeconds({ phase, pools }: ProgressView, startedAt: string, now: Date): number {
  const elapsed = (now.getTime() - Date.parse(startedAt)) / 1000;
  const waits = phase === "preparing" ? pools.flatMap((pool) => EXPECTED_SECONDS[pool.stage] ?? []) : [];
  const paces = waits.map((expected) => nextPollSeconds(elapsed, expected, DEFAULT_PACING));
  return paces.length === 0 ? DEFAULT_PACING.shortestPollSeconds : Math.min(...paces);
}

const { poolExpectedSeconds, gpuStackExpectedSeconds, rdmaStackExpectedSeconds, patchExpectedSeconds } = DEFAULT_PACING;
const SETTLED_SECONDS = poolExpectedSeconds + gpuStackExpectedSeconds + rdmaStackExpectedSeconds;

/** From the start of the run until a pool's stage is usually over; those that wait for nothing are left out. */
const EXPECTED_SECONDS: Partial<Record<PoolProgress["stage"], number>> = {
  creating: poolExpectedSeconds,
  settling: SETTLED_SECONDS,
  preparingNodes: SETTLED_SECONDS + patchExpectedSeconds,
  busyNodes: SETTLED_SECONDS + patchExpectedSeconds,
};
