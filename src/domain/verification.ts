/** A verification by itself: what was asked, measured and concluded, without anything being prepared. */
import type { Actor } from "./caller.ts";
import type { Check, LevelReached } from "./checks.ts";
import type { ClusterRef } from "./clusterRef.ts";
import type { Drift } from "./drift.ts";
import type { Finding } from "./findings.ts";
import type { PoolRecord } from "./record.ts";
import type { RowKey } from "./records.ts";
import type { PreparationRequest } from "./request.ts";
import type { CertificateCounts, ClusterVerdict } from "./verdicts.ts";

export interface VerificationRow {
  id: string;
  cluster: ClusterRef;
  /** Of its orchestration. */
  instanceId: string;
  level: PreparationRequest["verify"]["level"];
  startedBy: Actor;
  acceptedAt: string;
  /** Present when it has ended. */
  record?: VerificationOutcome;
}

export interface VerificationOutcome {
  /** False: Azure and Kubernetes were simulated. */
  live: boolean;
  verdict: ClusterVerdict;
  /** The highest level that every node reached. */
  level: LevelReached;
  findings: Finding[];
  /** Of the cluster as a whole. */
  checks: Check[];
  pools: PoolRecord[];
  nodes?: CertificateCounts;
  /** At most `MOST_DRIFT`. */
  drift: Drift[];
  /** The preparation that the timer has started because of it. */
  repair?: { id: string };
  finishedAt: string;
}

/** What a verification has seen, before it is put beside what was known. */
export interface Verified extends Pick<VerificationOutcome, "verdict" | "level" | "findings" | "checks" | "pools"> {
  /** Every node was examined. */
  complete: boolean;
}

export function verificationRowKey(id: string): RowKey {
  return { partition: "verification", row: id };
}
