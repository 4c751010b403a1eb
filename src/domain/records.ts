/** Rows of the record store, and where they are kept. */
import type { ClusterRef } from "./clusterRef.ts";
import { sha256 } from "./hash.ts";
import type { RecordSummary } from "./record.ts";
import type { PreparationRequest } from "./request.ts";

/** One for each cluster ever prepared; `activePreparation` is the claim that keeps a second run out. */
export interface ClusterRow {
  cluster: ClusterRef;
  activePreparation: string | null;
  lastPreparation?: string;
}

export interface PreparationRow {
  id: string;
  cluster: ClusterRef;
  /** Of the root orchestration. */
  instanceId: string;
  request: PreparationRequest;
  acceptedAt: string;
  /** Present when the run has ended. */
  record?: RecordSummary;
}

export interface RowKey {
  partition: string;
  row: string;
}

/** Resource names have characters that a key must not have. */
export function clusterRowKey(clusterKey: string): RowKey {
  return { partition: "cluster", row: sha256(clusterKey) };
}

export function preparationRowKey(id: string): RowKey {
  return { partition: "preparation", row: id };
}

export function finishedPreparation(row: PreparationRow | undefined, record: RecordSummary): PreparationRow {
  if (row === undefined) throw new Error(`Preparation ${record.id} has no row: it was never accepted`);
  return { ...row, record };
}
