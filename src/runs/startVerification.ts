/** A verification of one cluster, now: for a route, a chat or whoever else asks. */
import type { Actor } from "../domain/caller.ts";
import { type ClusterRef, clusterKey, verificationInstanceId } from "../domain/clusterRef.ts";
import { ORCHESTRATIONS, type VerifyRegisteredInput } from "../domain/orchestrations.ts";
import type { RunId } from "../domain/verdicts.ts";
import { type VerificationRow, verificationRowKey } from "../domain/verification.ts";
import { isVerifying } from "./activeRun.ts";
import type { RunDeps } from "./deps.ts";
import { startInstance } from "./startRun.ts";
import { claimVerification, releaseVerification } from "./verificationClaim.ts";

export interface VerificationAsk {
  /** New, or that of an earlier ask which got no answer. */
  id: string;
  cluster: ClusterRef;
  level: VerificationRow["level"];
  startedBy: Actor;
}

export type VerificationStart =
  | { kind: "started"; row: VerificationRow }
  /** No preparation of the cluster was carried out yet: there is nothing to verify it against. */
  | { kind: "unknown" }
  /** `run` undefined: another verification has just begun. */
  | { kind: "running"; run: RunId | undefined }
  /** The id belongs to another ask. */
  | { kind: "idReused" };

/** May be called twice with the same id: the second call gets the answer of the first. */
export async function startVerification(deps: RunDeps, ask: VerificationAsk): Promise<VerificationStart> {
  const { partition, row: rowKey } = verificationRowKey(ask.id);
  const known = (await deps.tables.verifications.read<VerificationRow>(partition, rowKey))?.value;
  if (known !== undefined) {
    if (!isSameAsk(known, ask)) return { kind: "idReused" };
    if (known.record !== undefined || (await isVerifying(deps, ask.id))) return { kind: "started", row: known };
  }
  const row = known ?? makeRow(deps, ask);
  const claim = await claimVerification(deps, row);
  if (claim.kind !== "claimed") return claim;
  const { id, cluster, level, instanceId } = row;
  const input: VerifyRegisteredInput = { verificationId: id, cluster, level };
  const started = await startInstance(deps, { orchestrator: ORCHESTRATIONS.verifyRegistered, instanceId, id, input });
  if (started === "started") return { kind: "started", row };
  await releaseVerification(deps, row);
  return { kind: "running", run: undefined };
}

function isSameAsk(known: VerificationRow, { cluster, level }: VerificationAsk): boolean {
  return clusterKey(known.cluster) === clusterKey(cluster) && known.level === level;
}

function makeRow({ now }: RunDeps, { id, cluster, level, startedBy }: VerificationAsk): VerificationRow {
  const instanceId = verificationInstanceId(cluster);
  return { id, cluster, instanceId, level, startedBy, acceptedAt: now().toISOString() };
}
