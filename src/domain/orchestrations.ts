/** The registered names of the orchestrators, and what they are given. */
import type { Actor } from "./caller.ts";
import type { Check, LevelReached } from "./checks.ts";
import type { ClusterRef } from "./clusterRef.ts";
import type { Finding } from "./findings.ts";
import type { NodeRef } from "./nodeRef.ts";
import type { Pacing } from "./pacing.ts";
import type { PlannedPool } from "./plannedPool.ts";
import type { Changes, PoolRecord, Timing } from "./record.ts";
import type { PreparationRequest } from "./request.ts";
import type { ScheduledVerification } from "./reverification.ts";
import type { StackSpec } from "./stack.ts";
import type { NodeVerdict, PatchDecision, RunOwner, RunRef, VerificationTerms } from "./steps.ts";
import type { Toleration } from "./tolerations.ts";

export const ORCHESTRATIONS = {
  prepareCluster: "prepareCluster",
  preparePool: "preparePool",
  installStack: "installStack",
  prepareNodes: "prepareNodes",
  patchWave: "patchWave",
  verifyCluster: "verifyCluster",
  verifyNodes: "verifyNodes",
  verifyRegistered: "verifyRegistered",
  reverifyClusters: "reverifyClusters",
  reverifyLane: "reverifyLane",
  reverifyCluster: "reverifyCluster",
  nodeTransaction: "nodeTransaction",
  deliverNotice: "deliverNotice",
  answerChat: "answerChat",
} as const;

export interface PrepareClusterInput {
  preparationId: string;
  /** Of those to be told, the hosts alone (notify/notifyTarget.ts). */
  request: PreparationRequest;
  /** Absent in runs of earlier versions. */
  startedBy?: Actor;
}

/** Part of what an orchestration is given that verifies a cluster by itself. */
export interface VerificationId {
  verificationId: string;
}

export interface VerifyRegisteredInput extends VerificationId {
  cluster: ClusterRef;
  level: PreparationRequest["verify"]["level"];
}

export interface ReverifyClustersInput {
  /** ISO 8601: when the timer came. */
  tick: string;
}

/** One after the other. */
export interface ReverifyLaneInput {
  scheduled: ScheduledVerification[];
}

/** What every part of a run shares. */
export interface RunScope {
  run: RunRef;
  owner: RunOwner;
  tolerations: Toleration[];
  pacing: Pacing;
}

export interface PreparePoolInput {
  scope: RunScope;
  pool: PlannedPool;
}

/** What a part of a run did and found. */
export interface PartResult {
  changes: Changes;
  findings: Finding[];
  timings: Timing[];
}

export interface PreparePoolResult extends PartResult {
  /** Nodes of the pool that could be prepared: Ready, with all their resources. */
  nodes: number;
  /** Of these, to be patched, but workloads run there: in waves over all pools, cordoned. */
  busy: PatchDecision[];
  /** What went wrong at the edit of a node: no workload is disturbed then. */
  stoppedBy?: Finding;
}

export interface InstallStackInput {
  scope: RunScope;
  stack: StackSpec;
}

export interface PrepareNodesInput {
  scope: RunScope;
  chunk: string;
  nodes: NodeRef[];
}

export interface PrepareNodesResult {
  /** Nodes whose files were edited. */
  edited: number;
  /** Nodes that are in order now. */
  prepared: number;
  /** To be patched, but workloads run there: in waves, cordoned. */
  busy: PatchDecision[];
  findings: Finding[];
}

/** Nodes with workloads that are patched at once, or a part of them. */
export interface PatchWaveInput {
  scope: RunScope;
  chunk: string;
  decisions: PatchDecision[];
}

export interface PatchWaveResult {
  /** Nodes that are in order now. */
  patched: number;
  /** Of these, those whose file was edited. */
  edited: number;
  /** Names of those whose containerd was restarted, whatever came of it. */
  restarted: string[];
  findings: Finding[];
}

export interface VerifyClusterInput {
  scope: RunScope;
  pools: PlannedPool[];
  profile: PreparationRequest["profile"];
  level: PreparationRequest["verify"]["level"];
}

export interface VerifyClusterResult {
  level: LevelReached;
  ready: boolean;
  /** Every node was examined: no part of the verification ended with a fault. */
  complete: boolean;
  checks: Check[];
  pools: PoolRecord[];
  findings: Finding[];
}

export interface VerifyNodesInput {
  scope: RunScope;
  chunk: string;
  nodes: NodeRef[];
  terms: VerificationTerms;
}

export type VerifyNodesResult = NodeVerdict[];
