/** Whoever holds a cluster's claim, if it really goes on: a claim whose run never started or has ended counts for nothing. */
import { type ClusterRow, type PreparationRow, preparationRowKey } from "../domain/records.ts";
import type { RunId } from "../domain/verdicts.ts";
import { type VerificationRow, verificationRowKey } from "../domain/verification.ts";
import type { RunDeps } from "./deps.ts";
import { runStateOf } from "./runState.ts";

type Records = Omit<RunDeps, "pause">;

/** A preparation before a verification: that gives way to it. */
export async function activeRunOf(deps: Records, row: ClusterRow): Promise<RunId | undefined> {
  const { activePreparation, activeVerification = null } = row;
  if (activePreparation !== null && (await isPreparing(deps, activePreparation))) {
    return { kind: "preparation", id: activePreparation };
  }
  if (activeVerification === null || !(await isVerifying(deps, activeVerification))) return undefined;
  return { kind: "verification", id: activeVerification };
}

export async function isPreparing({ tables, ...deps }: Records, id: string): Promise<boolean> {
  const { partition, row } = preparationRowKey(id);
  return goesOn(deps, (await tables.preparations.read<PreparationRow>(partition, row))?.value);
}

export async function isVerifying({ tables, ...deps }: Records, id: string): Promise<boolean> {
  const { partition, row } = verificationRowKey(id);
  return goesOn(deps, (await tables.verifications.read<VerificationRow>(partition, row))?.value);
}

type Run = Pick<PreparationRow, "id" | "instanceId" | "acceptedAt"> & { record?: unknown };

async function goesOn({ runs, now }: Pick<RunDeps, "runs" | "now">, run: Run | undefined): Promise<boolean> {
  if (run === undefined || run.record !== undefined) return false;
  return runStateOf(run, await runs.read(run.instanceId), now()) !== "gone";
}
