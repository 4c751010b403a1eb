/** What a run tells while it goes on: the custom status of its orchestrations, under 16 KB each. */
import type { Finding } from "./findings.ts";

/** For display; nothing decides on it. */
export type Phase = "planning" | "preparing" | "settling" | "verifying" | "recording" | "finished";

export interface Condition {
  type: "Planned" | "InfinibandRegistered" | "StackInstalled" | "PoolsPrepared" | "Verified" | "Recorded";
  status: "True" | "False" | "Unknown";
  reason: string;
  message: string;
  /** ISO 8601. */
  changedAt: string;
}

export interface NodeTrouble {
  node: string;
  reason: string;
  action: string;
}

/** `busyNodes`: all but the nodes that run workloads are prepared; those go in waves, with those of the other pools. */
export type PoolStage = "creating" | "settling" | "preparingNodes" | "busyNodes" | "prepared" | "failed";

export interface StageEntry {
  stage: PoolStage;
  /** ISO 8601. */
  since: string;
}

export interface PoolProgress {
  name: string;
  vmSize: string;
  wanted: number;
  stage: PoolStage;
  /** The stages it has come to, in their order. */
  stages?: StageEntry[];
  /** Nodes that have joined the cluster, are Ready, and have all their resources. */
  joined: number;
  ready: number;
  settled: number;
  /** Nodes whose NRI is in order. */
  prepared: number;
  /** How many nodes lack what, first lack only. */
  lacks: Record<string, number>;
  /** At most `MOST_TROUBLE`. */
  trouble: NodeTrouble[];
  /** Azure or the cluster holds it up. */
  waiting?: PoolWait;
}

export interface PoolWait {
  /** What it comes to if it lasts: "Throttled", "OperationConflict", "AllocationFailed". */
  code: Finding["code"];
  reason: string;
  /** ISO 8601: not asked again before. */
  until: string;
}

/** Nothing has been seen of the pool yet. */
export function unseenPool({ name, vmSize, wanted }: Pick<PoolProgress, "name" | "vmSize" | "wanted">): PoolProgress {
  const counts = { joined: 0, ready: 0, settled: 0, prepared: 0 };
  return { name, vmSize, wanted, stage: "creating", ...counts, lacks: {}, trouble: [] };
}

export interface StackItem {
  name: string;
  /** What it is waiting for, or "done". */
  state: string;
  /** ISO 8601; absent while nothing has been heard of it. */
  changedAt?: string;
}

export interface StackProgress {
  /** Per release or resource. */
  items: StackItem[];
}

export interface RunProgress {
  preparationId: string;
  phase: Phase;
  conditions: Condition[];
  findings: Finding[];
  /** When the request names no pools: those that follow from its well-lit paths. */
  pools?: Pick<PoolProgress, "name" | "vmSize" | "wanted">[];
  /** Once nodes with workloads are being patched: how far it has come, for each pool that has any. */
  waves?: WaveProgress[];
}

/** Of a pool's nodes that run workloads. */
export interface WaveProgress {
  pool: string;
  prepared: number;
  failed: number;
  /** Their turn has not come, or is now. */
  left: number;
}

/** A pool as it told of itself when it was done with its other nodes, and what the waves have come to since. */
export function withWaves(pool: PoolProgress, waves: readonly WaveProgress[] = []): PoolProgress {
  const own = waves.find((wave) => wave.pool === pool.name);
  if (own === undefined) return pool;
  const stage = own.left > 0 ? "busyNodes" : own.failed > 0 ? "failed" : "prepared";
  return { ...pool, stage: pool.stage === "failed" ? "failed" : stage, prepared: pool.prepared + own.prepared };
}

export const MOST_TROUBLE = 20;

/** Sub-orchestrations have names of their own in every run. */
export const subInstanceId = {
  pool: (preparationId: string, pool: string) => `${preparationId}:pool:${pool}`,
  stack: (preparationId: string) => `${preparationId}:stack`,
  wave: (preparationId: string, wave: number, part: number) => `${preparationId}:wave:${wave}:${part}`,
  nodes: (preparationId: string, pool: string, chunk: number) => `${preparationId}:nodes:${pool}:${chunk}`,
  newNodes: (preparationId: string, pool: string, round: number, chunk: number) =>
    `${preparationId}:nodes:${pool}:${round}:${chunk}`,
  verification: (preparationId: string) => `${preparationId}:verify`,
  verifyNodes: (preparationId: string, pool: string, chunk: number) => `${preparationId}:verify:${pool}:${chunk}`,
};
