/** Where the run of a preparation without a record stands. The instance belongs to the cluster: it may run another one. */
import type { RunStatus } from "../clients/ports.ts";
import type { PrepareClusterInput } from "../domain/orchestrations.ts";
import type { PreparationRow } from "../domain/records.ts";
import { isActive } from "../domain/runtimeStatus.ts";

/** `gone`: it ended without a record, or never started. */
export type RunState = "starting" | "active" | "gone";

export function runStateOf(row: PreparationRow, run: RunStatus | undefined, now: Date): RunState {
  if (run !== undefined && isRunOf(run, row.id)) return isActive(run.runtimeStatus) ? "active" : "gone";
  return now.getTime() - Date.parse(row.acceptedAt) < START_GRACE_MS ? "starting" : "gone";
}

export function isRunOf(run: RunStatus | undefined, preparationId: string): boolean {
  return (run?.input as PrepareClusterInput | null | undefined)?.preparationId === preparationId;
}

/** How long a start may take between its claim and its run. */
const START_GRACE_MS = 60_000;
