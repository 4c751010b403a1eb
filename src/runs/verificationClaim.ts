/**
 * A verification that shall begin: its row and its line in the history are written, the cluster claimed. One at a time
 * for a cluster, and none beside a preparation; whatever keeps it from beginning leaves nothing behind.
 */
import { clusterKey } from "../domain/clusterRef.ts";
import { type ClusterRow, clusterRowKey, historyOf, newestFirstKey } from "../domain/records.ts";
import type { HistoryEntry, RunId } from "../domain/verdicts.ts";
import { type VerificationRow, verificationRowKey } from "../domain/verification.ts";
import { activeRunOf } from "./activeRun.ts";
import { changeClusterRow } from "./clusterRow.ts";
import type { RunDeps } from "./deps.ts";

type Deps = Omit<RunDeps, "pause">;

export type VerificationClaim =
  | { kind: "claimed" }
  /** No preparation of the cluster was carried out yet. */
  | { kind: "unknown" }
  | { kind: "running"; run: RunId };

/** May be called twice for the same verification: whoever holds the claim already has claimed. The row comes first: a claim without one counts for nothing. */
export async function claimVerification(deps: Deps, verification: VerificationRow): Promise<VerificationClaim> {
  const { partition, row } = verificationRowKey(verification.id);
  const isNew = await deps.tables.verifications.insert(partition, row, verification);
  const claim = await takeClaim(deps, verification);
  if (claim.kind === "claimed") await noteBegin(deps, verification);
  else if (isNew) await deps.tables.verifications.remove(partition, row);
  return claim;
}

async function takeClaim(deps: Deps, { id, cluster }: VerificationRow): Promise<VerificationClaim> {
  const key = clusterRowKey(clusterKey(cluster));
  for (;;) {
    const stored = await deps.tables.clusters.read<ClusterRow>(key.partition, key.row);
    if (stored?.value.prepared === undefined) return { kind: "unknown" };
    const running = await activeRunOf(deps, stored.value);
    if (running !== undefined && running.id !== id) return { kind: "running", run: running };
    const claimed: ClusterRow = { ...stored.value, activeVerification: id };
    if (await deps.tables.clusters.replace(key.partition, key.row, claimed, stored.etag)) return { kind: "claimed" };
  }
}

/** Gives back what a verification holds that could not be started. */
export async function releaseVerification(deps: Deps, verification: VerificationRow): Promise<void> {
  const { id, cluster } = verification;
  await changeClusterRow(deps, cluster, (row) =>
    row.activeVerification === id ? { ...row, activeVerification: null } : undefined,
  );
  await deps.tables.verifications.remove(historyOf(clusterKey(cluster)), historyKeyOf(verification));
  const { partition, row } = verificationRowKey(id);
  await deps.tables.verifications.remove(partition, row);
}

async function noteBegin({ tables }: Deps, verification: VerificationRow): Promise<void> {
  const entry: HistoryEntry = historyOfVerification(verification);
  await tables.verifications.insert(historyOf(clusterKey(entry.cluster)), historyKeyOf(verification), entry);
}

export function historyOfVerification({ id, cluster, startedBy, acceptedAt }: VerificationRow): HistoryEntry {
  return { kind: "verification", id, cluster, startedBy, startedAt: acceptedAt };
}

function historyKeyOf({ id, acceptedAt }: VerificationRow): string {
  return newestFirstKey({ id, acceptedAt });
}
