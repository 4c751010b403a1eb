/** When another look at a run is worth it: at the pace at which the run itself looks at what it waits for. */
import { DEFAULT_PACING, nextPollSeconds } from "../domain/pacing.ts";
import type { PoolProgress } from "../domain/progress.ts";
import type { ProgressView } from "./readProgress.ts";

/** Seconds. The soonest of what goes on counts; where nothing is known yet, or much changes at once, it is soon. */
export function pollAfterSeconds({ phase, pools }: ProgressView, startedAt: string, now: Date): number {
  const elapsed = (now.getTime() - Date.parse(startedAt)) / 1000;
  const waits = phase === "preparing" ? pools.flatMap((pool) => expectedSeconds(pool) ?? []) : [];
  const paces = waits.map((expected) => nextPollSeconds(elapsed, expected, DEFAULT_PACING));
  return paces.length === 0 ? DEFAULT_PACING.shortestPollSeconds : Math.min(...paces);
}

/** From the start of the run until the pool's stage is usually over; undefined: it waits for nothing that takes long. */
function expectedSeconds({ stage }: PoolProgress): number | undefined {
  const { poolExpectedSeconds, gpuStackExpectedSeconds, rdmaStackExpectedSeconds, patchExpectedSeconds } =
    DEFAULT_PACING;
  const settled = poolExpectedSeconds + gpuStackExpectedSeconds + rdmaStackExpectedSeconds;
  switch (stage) {
    case "creating":
      return poolExpectedSeconds;
    case "settling":
      return settled;
    case "preparingNodes":
    case "busyNodes":
      return settled + patchExpectedSeconds;
    case "prepared":
    case "failed":
      return undefined;
  }
}
