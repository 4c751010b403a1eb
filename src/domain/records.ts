/** Rows of the record store, and where they are kept. */
import type { Actor } from "./caller.ts";
import type { ClusterRef } from "./clusterRef.ts";
import type { FindingCode } from "./findings.ts";
import { sha256 } from "./hash.ts";
import type { PoolRecord, RecordSummary, RunOrigin } from "./record.ts";
import type { PreparationRequest } from "./request.ts";
import type { LastVerdict } from "./verdicts.ts";

/** One for each cluster ever prepared; `activePreparation` is the claim that keeps a second run out. */
export interface ClusterRow {
  cluster: ClusterRef;
  activePreparation: string | null;
  lastPreparation?: string;
  /** The claim of a verification: it keeps another one out, and gives way to a preparation. */
  activeVerification?: string | null;
  /** Absent: no preparation was carried out yet. */
  prepared?: Prepared;
  last?: LastVerdict;
}

/** The newest preparation that was carried out, whatever came of it: its request is what the checks expect. */
export interface Prepared extends Pick<PreparationRequest, "profile" | "schedule"> {
  preparationId: string;
  level: PreparationRequest["verify"]["level"];
  pools: Pick<PoolRecord, "name" | "vmSize">[];
}

export interface PreparationRow {
  id: string;
  cluster: ClusterRef;
  /** Of the root orchestration. */
  instanceId: string;
  request: PreparationRequest;
  acceptedAt: string;
  /** The preparation whose request this one repeats. */
  retryOf?: string;
  /** Absent in rows of earlier versions. */
  startedBy?: Actor;
  /** Who has sent the hash of the plan that the request names. */
  approvedBy?: Actor;
  /** Present when the run has ended. */
  record?: RecordSummary;
}

export interface RowKey {
  partition: string;
  row: string;
}

/** Resource names have characters that a key must not have. */
export function clusterRowKey(clusterKey: string): RowKey {
  return { partition: CLUSTERS, row: sha256(clusterKey) };
}

/** Every cluster of the registry. */
export const CLUSTERS = "cluster";

export function preparationRowKey(id: string): RowKey {
  return { partition: "preparation", row: id };
}

/** A row of its own, so that neither side can overwrite what the other one writes. */
export interface CancellationRow {
  requestedAt: string;
  /** Whoever asked, by name, as far as is known. */
  by: string;
  /** Absent in rows of earlier versions. */
  cancelledBy?: Actor;
  /** In the words of whoever asked: data, and nothing else. */
  reason?: string;
}

export function cancellationRowKey(id: string): RowKey {
  return { partition: "cancellation", row: id };
}

/** What a run's stack failed with: its pools need not wait for what will not come. */
export interface StackFailureRow {
  code: FindingCode;
}

export function stackFailureRowKey(id: string): RowKey {
  return { partition: "stackFailure", row: id };
}

/** Where a preparation is found by time, among all and among its cluster's. Rows come in the order of their keys: newest first. */
export interface PreparationIndexRow {
  id: string;
}

export function newestPreparations(clusterKey?: string): string {
  return clusterKey === undefined ? "newest" : `newest/${sha256(clusterKey)}`;
}

/** In table `verifications`: a cluster's verdicts by time, those of its preparations too. */
export function historyOf(clusterKey: string): string {
  return `history/${sha256(clusterKey)}`;
}

/** In table `verifications`: the standing of each node of a cluster, by its name. */
export function certificatesOf(clusterKey: string): string {
  return `certificate/${sha256(clusterKey)}`;
}

export function newestFirstKey({ id, acceptedAt }: Pick<PreparationRow, "id" | "acceptedAt">): string {
  return `${String(LAST_MOMENT - Date.parse(acceptedAt)).padStart(14, "0")}-${id}`;
}

export const NEWEST_FIRST_KEY = /^\d{14}-.+$/s;

/** The last one that a date can tell is later; 14 digits are enough for it. */
const LAST_MOMENT = 99_999_999_999_999;

export function finishedPreparation(
  row: PreparationRow | undefined,
  record: RecordSummary,
  cancellation: CancellationRow | undefined,
): PreparationRow {
  if (row === undefined) throw new Error(`Preparation ${record.id} has no row: it was never accepted`);
  const cancelledBy = record.verdict === "cancelled" ? cancellation?.cancelledBy : undefined;
  return { ...row, record: { ...record, ...asked(row), ...(cancelledBy === undefined ? {} : { cancelledBy }) } };
}

/** By whom a run was asked for, and after which other one. */
export function asked({ startedBy, approvedBy, retryOf }: PreparationRow): RunOrigin {
  return {
    ...(startedBy === undefined ? {} : { startedBy }),
    ...(approvedBy === undefined ? {} : { approvedBy }),
    ...(retryOf === undefined ? {} : { retryOf }),
  };
}
