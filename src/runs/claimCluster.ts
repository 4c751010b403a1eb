/**
 * One run per cluster. The durable start refuses a second one, but not on every back end: the cluster's row holds the
 * claim as well, by insert or by etag. A claim whose run never started or has ended is taken over.
 */
import type { StoredRow } from "../clients/ports.ts";
import { clusterKey } from "../domain/clusterRef.ts";
import {
  type CancellationRow,
  type ClusterRow,
  cancellationRowKey,
  clusterRowKey,
  type PreparationRow,
} from "../domain/records.ts";
import { isPreparing } from "./activeRun.ts";
import type { RunDeps } from "./deps.ts";

export type Claim = { kind: "claimed" } | { kind: "busy"; preparationId: string };

const CLAIM_TRIES = 3;

/** Idempotent: whoever holds the claim already has claimed. */
export async function claimCluster(context: RunDeps, { id, cluster }: PreparationRow): Promise<Claim> {
  const key = clusterRowKey(clusterKey(cluster));
  const { clusters } = context.tables;
  const claimed: ClusterRow = { cluster, activePreparation: id };
  for (let tries = 1; ; tries++) {
    const stored = await clusters.read<ClusterRow>(key.partition, key.row);
    const holder = stored?.value.activePreparation ?? undefined;
    if (holder === id) return { kind: "claimed" };
    if (holder !== undefined && (tries === CLAIM_TRIES || (await isPreparing(context, holder))))
      return { kind: "busy", preparationId: holder };
    const written =
      stored === undefined
        ? await clusters.insert(key.partition, key.row, claimed)
        : await clusters.replace(key.partition, key.row, { ...stored.value, ...claimed }, stored.etag);
    if (!written) continue;
    await stopVerification(context, id, stored?.value.activeVerification);
    return { kind: "claimed" };
  }
}

/** A verification gives way: what it sees from now on is a cluster that is being worked on. */
async function stopVerification({ tables, now }: RunDeps, preparationId: string, verification?: string | null) {
  if (verification === undefined || verification === null) return;
  const cancellation: CancellationRow = {
    requestedAt: now().toISOString(),
    by: `preparation ${preparationId}`,
    reason: "a preparation of the cluster begins",
  };
  const { partition, row } = cancellationRowKey(verification);
  await tables.preparations.insert(partition, row, cancellation);
}

/** Gives back a claim whose run could not be started. */
export async function releaseCluster({ tables }: RunDeps, { id, cluster }: PreparationRow): Promise<void> {
  const key = clusterRowKey(clusterKey(cluster));
  const stored: StoredRow<ClusterRow> | undefined = await tables.clusters.read(key.partition, key.row);
  if (stored?.value.activePreparation !== id) return;
  await tables.clusters.replace(key.partition, key.row, { ...stored.value, activePreparation: null }, stored.etag);
}
