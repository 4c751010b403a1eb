/** What the API's answers hold, as far as the page reads them. */
import type { Actor } from "../../domain/caller.ts";
import type { Check, LevelReached } from "../../domain/checks.ts";
import type { ClusterRef } from "../../domain/clusterRef.ts";
import type { Finding } from "../../domain/findings.ts";
import type { PlannedStep } from "../../domain/plannedStep.ts";
import type { PodContract } from "../../domain/podContract.ts";
import type { Condition, NodeTrouble, PoolProgress, StackItem } from "../../domain/progress.ts";
import type { Changes, PoolRecord, Timing, Verdict } from "../../domain/record.ts";
import type { PlannedPath } from "../../domain/wellLitPaths.ts";

export type { GpuSize, WellLitPath } from "../../domain/catalog.ts";
export type { NodeRecord } from "../../domain/record.ts";
export type { Check, ClusterRef, Condition, Finding, LevelReached, NodeTrouble, PlannedStep, PoolProgress, Timing };

export type RunStatus = "running" | "finished" | "failed";

/** `unknown`: a verification could not look. */
export type AnyVerdict = Verdict | "unknown";

export interface PreparationItem {
  id: string;
  cluster: ClusterRef;
  status: RunStatus;
  verdict?: Verdict;
  acceptedAt: string;
  finishedAt?: string;
  retryOf?: string;
}

interface RunHead {
  id: string;
  live: boolean;
  cluster: ClusterRef;
  profile: string;
  startedAt: string;
  conditions: Condition[];
  findings: Finding[];
  nodesInTrouble: NodeTrouble[];
}

export interface RunningPreparation extends RunHead {
  status: "running" | "failed";
  phase: string;
  pools: PoolProgress[];
  stack: StackItem[];
  cancellation?: { requestedAt: string; by: string; reason?: string };
  toldAt?: string;
}

export interface FinishedPreparation extends RunHead {
  status: "finished";
  verdict: Verdict;
  level: LevelReached;
  changes: Changes;
  checks: Check[];
  pools: PoolRecord[];
  wellLitPaths?: PlannedPath[];
  podContract?: PodContract;
  timings: Timing[];
  finishedAt: string;
}

export type Preparation = RunningPreparation | FinishedPreparation;

export interface PlanView {
  live: boolean;
  cluster: ClusterRef;
  profile: string;
  level: string;
  hash: string;
  blocked: boolean;
  empty: boolean;
  expectedSeconds: number;
  gpus: { total: number; added: number };
  maxUnavailable: number | string;
  pools: { name: string; vmSize: string; count: number; action: string }[];
  paths: PlannedPath[];
  mayDisturb: string[];
  steps: PlannedStep[];
  findings: Finding[];
}

export interface CertificateCounts {
  valid: number;
  stale: number;
  unverified: number;
}

export interface Drift {
  subject: string;
  was: string;
  is: string;
  since: string;
  because?: string;
  action: string;
}

export interface RunLink {
  kind: "preparation" | "verification";
  id: string;
}

export interface ClusterItem {
  cluster: ClusterRef;
  verdict?: AnyVerdict;
  level?: LevelReached;
  verifiedAt?: string;
  run?: RunLink;
  profile?: string;
  schedule?: { reverify: boolean; repair: "none" | "auto" };
  nodes?: CertificateCounts;
  drift: number;
  running?: RunLink;
}

export interface ClusterView extends ClusterItem {
  prepared?: { id: string; pools: { name: string; vmSize: string }[] };
  pools: ({ name: string } & CertificateCounts)[];
  nodesInTrouble: { name: string; pool: string; state: "stale" | "unverified"; level: string; reason: string }[];
  drifted: Drift[];
  findings: Finding[];
}

export interface HistoryItem {
  id: string;
  kind: "preparation" | "verification";
  startedBy?: Actor;
  status: RunStatus;
  verdict?: AnyVerdict;
  level?: LevelReached;
  startedAt: string;
  finishedAt?: string;
  nodes?: CertificateCounts;
  findings: string[];
  drift: Drift[];
  reason?: string;
}

export interface VerificationView {
  id: string;
  live: boolean;
  cluster: ClusterRef;
  status: RunStatus;
  startedBy: Actor;
  level?: LevelReached;
  verdict?: AnyVerdict;
  findings: Finding[];
  checks: Check[];
  pools: PoolRecord[];
  nodes?: CertificateCounts;
  drift: Drift[];
  repair?: { id: string };
  startedAt: string;
  finishedAt?: string;
}
