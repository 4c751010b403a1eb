/** The re-verification timer: one orchestration at a time over the whole registry. */
import type { RunsPort } from "../clients/ports.ts";
import { ORCHESTRATIONS, type ReverifyClustersInput } from "../domain/orchestrations.ts";

export interface TimerContext {
  runs: RunsPort;
  now(): Date;
  log(message: string): void;
}

const INSTANCE_ID = "reverify-clusters";

/** A tick that finds the one before still at work is left out: the next one looks at everything again. */
export async function reverifyOnTime({ runs, now, log }: TimerContext): Promise<void> {
  const input: ReverifyClustersInput = { tick: now().toISOString() };
  const started = await runs.start(ORCHESTRATIONS.reverifyClusters, INSTANCE_ID, input);
  if (started === "running") log("Re-verification: the tick before has not ended; this one is left out.");
}
