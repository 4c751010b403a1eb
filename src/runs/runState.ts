/** Where the run of a preparation or verification without a record stands. The instance belongs to the cluster: it may run another one. */
import type { RunStatus } from "../clients/ports.ts";
import type { PrepareClusterInput, VerificationId } from "../domain/orchestrations.ts";
import type { PreparationRow } from "../domain/records.ts";
import { isActive } from "../domain/runtimeStatus.ts";

/** `gone`: it ended without a record, or never started. */
export type RunState = "starting" | "active" | "gone";

export function runStateOf(
  row: Pick<PreparationRow, "id" | "acceptedAt">,
  run: RunStatus | undefined,
  now: Date,
): RunState {
  if (run !== undefined && isRunOf(run, row.id)) return isActive(run.runtimeStatus) ? "active" : "gone";
  return now.getTime() - Date.parse(row.acceptedAt) < START_GRACE_MS ? "starting" : "gone";
}

export function isRunOf(run: RunStatus | undefined, id: string): boolean {
  const input = run?.input as Partial<PrepareClusterInput & VerificationId> | null | undefined;
  return input?.preparationId === id || input?.verificationId === id;
}

/** How long a start may take between its claim and its run. */
const START_GRACE_MS = 60_000;
