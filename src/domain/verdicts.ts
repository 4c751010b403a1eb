/** Verdicts on a cluster over time: those of its preparations and those of its verifications. */
import type { Actor } from "./caller.ts";
import type { LevelReached } from "./checks.ts";
import type { ClusterRef } from "./clusterRef.ts";
import type { Drift } from "./drift.ts";
import type { Finding, FindingCode } from "./findings.ts";
import type { Verdict } from "./record.ts";

export type RunKind = "preparation" | "verification";

/** `unknown`: it could not be looked at, which says nothing of how it is. */
export type ClusterVerdict = Verdict | "unknown";

export const CLUSTER_VERDICTS = [
  "ready",
  "notReady",
  "unknown",
  "blocked",
  "cancelled",
] as const satisfies readonly ClusterVerdict[];

export interface RunId {
  kind: RunKind;
  id: string;
}

/** How many nodes' certificates hold. */
export interface CertificateCounts {
  valid: number;
  stale: number;
  unverified: number;
}

/** What the last run that could judge a cluster has come to. */
export interface LastVerdict {
  run: RunId;
  verdict: ClusterVerdict;
  level: LevelReached;
  /** ISO 8601. */
  at: string;
  nodes: CertificateCounts;
  /** How many subjects have drifted; `drift` has at most `MOST_DRIFT` of them. */
  drifted: number;
  drift: Drift[];
  /** At most `MOST_FINDINGS`. */
  findings: Finding[];
}

export const MOST_FINDINGS = 50;

/** One line of a cluster's history. */
export interface HistoryEntry extends RunId {
  cluster: ClusterRef;
  /** Absent: an earlier version did not keep it. */
  startedBy?: Actor;
  /** Why the timer started a preparation. */
  reason?: string;
  /** ISO 8601. */
  startedAt: string;
  /** Absent while it goes on. */
  ended?: HistoryEnd;
}

export interface HistoryEnd {
  finishedAt: string;
  verdict: ClusterVerdict;
  level: LevelReached;
  /** Absent when it did not get as far as that. */
  nodes?: CertificateCounts;
  /** Each once. */
  findings: FindingCode[];
  drift: Drift[];
}
