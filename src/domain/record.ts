/** The verification record (design.md, section 5): what was asked, done, measured and concluded. */
import type { Actor } from "./caller.ts";
import type { Certificate, VisibleParts } from "./certificate.ts";
import type { Check, LevelReached } from "./checks.ts";
import type { ClusterRef } from "./clusterRef.ts";
import type { Finding } from "./findings.ts";
import type { PodContract } from "./podContract.ts";
import type { Condition } from "./progress.ts";
import type { PlannedPath } from "./wellLitPaths.ts";

export type Verdict = "ready" | "notReady" | "blocked" | "cancelled";

/** Writes that changed something and stay; `nodes`: nodes whose files were edited. */
export interface Changes {
  arm: number;
  kubernetes: number;
  nodes: number;
}

export interface NodeRecord {
  name: string;
  uid: string;
  pool: string;
  level: LevelReached;
  verdict: "ready" | "notReady";
  /** What the API server told of it when it was looked at. */
  seen?: VisibleParts;
  /** Absent when the host could not be examined. */
  certificate?: Certificate;
  checks: Check[];
}

export interface PoolRecord {
  name: string;
  vmSize: string;
  wanted: number;
  ready: number;
}

/** Where the time went. */
export interface Timing {
  step: string;
  subject: string;
  startedAt: string;
  finishedAt: string;
}

/** By whom a run was asked for, and after which other one. */
export interface RunOrigin {
  startedBy?: Actor;
  /** Who has approved the plan that the request names. */
  approvedBy?: Actor;
  /** The preparation whose request this one repeats. */
  retryOf?: string;
}

/** All but the nodes, which are kept and read apart: there may be a thousand. */
export interface RecordSummary extends RunOrigin {
  id: string;
  /** False: Azure and Kubernetes were simulated. */
  live: boolean;
  cluster: ClusterRef;
  profile: "self-managed" | "aks-managed";
  verdict: Verdict;
  /** The highest level that every node reached. */
  level: LevelReached;
  findings: Finding[];
  changes: Changes;
  /** Of the cluster as a whole. */
  checks: Check[];
  pools: PoolRecord[];
  /** When the request names some: what they run on, and what their users must add there. */
  wellLitPaths?: PlannedPath[];
  /** Absent unless ready: what was not proven is not promised. */
  podContract?: PodContract;
  /** What held when, in the order in which it came about. */
  conditions: Condition[];
  timings: Timing[];
  startedAt: string;
  finishedAt: string;
  /** Of a run that was cancelled. */
  cancelledBy?: Actor;
}

export type VerificationRecord = RecordSummary & { nodes: NodeRecord[] };

export const NO_CHANGES: Changes = { arm: 0, kubernetes: 0, nodes: 0 };

export function addChanges(...changes: readonly Partial<Changes>[]): Changes {
  return changes.reduce<Changes>(
    (sum, change) => ({
      arm: sum.arm + (change.arm ?? 0),
      kubernetes: sum.kubernetes + (change.kubernetes ?? 0),
      nodes: sum.nodes + (change.nodes ?? 0),
    }),
    NO_CHANGES,
  );
}
