/**
 * The contract between orchestrators and activities: each step's input and output. Activities, calls and tests are all
 * compiled against this table. Inputs are objects (facts-durable.md, section 3, 6); everything is JSON.
 */
import type { Check, LevelReached } from "./checks.ts";
import type { ClusterRef } from "./clusterRef.ts";
import type { DeviceAsk } from "./devices.ts";
import type { Finding, FindingCode } from "./findings.ts";
import type { KeptGate } from "./gate.ts";
import type { ReleaseSpec } from "./helmRelease.ts";
import type { NodePodPurpose } from "./manifests/nodePod.ts";
import type { UlimitAdjusterSpec } from "./manifests/ulimitAdjuster.ts";
import type { Gone } from "./nodeChurn.ts";
import type { NodeExpectation } from "./nodeExpectation.ts";
import type { NodePoolSpec } from "./nodePool.ts";
import type { NodeRef } from "./nodeRef.ts";
import type { DeliveryRef } from "./notify/delivery.ts";
import type { Notice } from "./notify/notice.ts";
import type { NriState } from "./nriState.ts";
import type { Outcome } from "./outcome.ts";
import type { Pacing } from "./pacing.ts";
import type { Plan } from "./plan.ts";
import type { PlannedPool } from "./plannedPool.ts";
import type { NodeTrouble } from "./progress.ts";
import type { Proof } from "./proof.ts";
import type { RecordSummary } from "./record.ts";
import type { PreparationRequest } from "./request.ts";
import type { StackSpec } from "./stack.ts";
import type { Toleration } from "./tolerations.ts";
import type { Verified } from "./verification.ts";

/** Which run, on which cluster: part of most inputs. */
export interface RunRef {
  preparationId: string;
  cluster: ClusterRef;
  /** The mirror that every image of the run comes from. */
  registryPrefix?: string;
}

/** The ConfigMap that holds a run's scripts and owns its pods. */
export interface RunOwner {
  name: string;
  uid: string;
}

/** Nodes that are worked on and polled together. */
export interface ChunkRef extends RunRef {
  purpose: NodePodPurpose;
  chunk: string;
}

export interface NodePodInput extends ChunkRef {
  node: NodeRef;
  attempt: number;
  owner: RunOwner;
  tolerations: Toleration[];
  deadlineSeconds: number;
}

export interface CollectInput {
  nodes: NodeRef[];
  /** From 1. 0, for `checkNodes` alone: the nodes are judged without a probe. */
  attempt: number;
  /** Time is up: judge what there is. */
  final: boolean;
}

/** What a node is measured against. */
export interface VerificationTerms {
  expectation: NodeExpectation;
  profile: string;
  /** What the node must reach to be ready. */
  level: PreparationRequest["verify"]["level"];
  /** L0 of its pool and of the cluster: without it no node reaches a level. */
  poolChecks: Check[];
}

/** A pod's name and why it has no result yet. */
export interface PendingNode {
  node: NodeRef;
  reason: string;
  /** The pod is gone or died without a result: a new attempt is needed. */
  lost: boolean;
  /** The kubelet did not admit it: something that it asked for was taken meanwhile. */
  rejected?: true;
  /** The node itself is not there any more. */
  gone?: Gone;
}

/** What a node needs, decided from its probe. */
export type NodeDecision = ProbedNri &
  (
    | { kind: "effective" }
    /** The same hash twice: the file is right, containerd has not been restarted since. */
    | { kind: "patch"; oldSha256: string; newSha256: string; configMap: string }
    | { kind: "refused"; finding: Finding }
  );

export interface ProbedNri {
  node: NodeRef;
  /** Absent: the probe's log was cut or garbled. */
  nri?: NriState;
}

export type PatchDecision = Extract<NodeDecision, { kind: "patch" }>;

export type PatchStart =
  | { kind: "started" }
  /** Workloads run on it and the caller did not allow disturbing them. */
  | { kind: "busy" }
  | { kind: "gone"; gone: Gone };

/** `restarted`: by this pod; one that was lost before may have done it too. */
export type PatchResult =
  | { kind: "patched"; node: NodeRef; edited: boolean; restarted?: boolean }
  /** Somebody else has changed the file since it was probed: it must be read again. */
  | { kind: "changed"; node: NodeRef; reason: string; restarted?: boolean }
  | { kind: "failed"; node: NodeRef; finding: Finding; restarted?: boolean };

export interface PoolNodes {
  /** Of a pool with an autoscaler: how many nodes it shall have now. Absent: as many as were wanted. */
  wanted?: number;
  joined: number;
  ready: number;
  settled: number;
  lacks: Record<string, number>;
  trouble: NodeTrouble[];
  /** Some node lacks something, and what this run's stack failed with explains it. */
  stackFailure?: FindingCode;
  /** When all that are wanted have settled: those. With `withNodes`: all that have joined. */
  nodes?: NodeRef[];
  /** One for each node that has not settled; together with `withNodes`. */
  stragglers?: Finding[];
}

/** A node on which a DaemonSet's pod does not do its work, and what it is doing. */
export interface UnservedNode {
  node: string;
  reason: string;
}

export interface NodeProof {
  node: NodeRef;
  proof: Proof;
}

export interface NodeVerdict {
  name: string;
  level: LevelReached;
  ready: boolean;
  /** One for each check that did not pass. */
  findings: Finding[];
  /** The node is not there any more: nothing was measured. */
  gone?: Gone;
}

export interface VerificationPlan {
  run: RunRef;
  profile: PreparationRequest["profile"];
  pools: PlannedPool[];
  tolerations: Toleration[];
  pacing: Pacing;
  findings: Finding[];
}

export interface Steps {
  planPreparation: { input: { preparationId: string; request: PreparationRequest }; output: Plan };
  openRun: { input: RunRef & { namespaces: string[] }; output: { owner: RunOwner; changed: number } };
  /** `keepInstaller`: the run installed no charts; the access is another one's, if it is there. */
  closeRun: { input: RunRef & { keepInstaller?: true }; output: Record<string, never> };

  /** The subscription's InfiniBand feature. `register`: unless it is there or underway. */
  ensureFeature: { input: RunRef & { register: boolean }; output: Outcome<null> };
  /** What the stack failed with, for `readPoolNodes` of the same run. */
  noteStackFailure: { input: RunRef & { code: FindingCode }; output: Record<string, never> };
  /** Settles with the fault `Cancelled` when the run was cancelled. */
  checkCancellation: { input: RunRef; output: Record<string, never> };

  /** `failedAs`: the etag of the pool as it failed. Failed: it is kept, and why. */
  removeFailedPool: { input: RunRef & { pool: string; failedAs: string }; output: Outcome<null> };

  /** `failedAs`: the etag of the pool as it failed; asked for again unless it has changed since. */
  ensureNodePool: { input: RunRef & { pool: PlannedPool; failedAs?: string }; output: Outcome<null> };
  /** All gated pools in one request, as `ensureNodePool` does for one. */
  submitGatedPools: { input: RunRef & { pools: PlannedPool[] }; output: Outcome<null> };
  readNodePool: { input: RunRef & { pool: string }; output: Outcome<null> };
  /**
   * `autoscale`: how many are wanted is then what Azure says at each look, within these bounds. `without`: names of nodes
   * that were given up, which nobody waits for.
   */
  readPoolNodes: {
    input: RunRef & {
      pool: string;
      wanted: number;
      expectation: NodeExpectation;
      autoscale?: NodePoolSpec["autoscale"];
      withNodes?: "joined";
      without?: string[];
    };
    output: PoolNodes;
  };

  ensureRelease: {
    /** `askedAt`: ISO 8601. */
    input: RunRef & { release: ReleaseSpec; attempt: number; deadlineSeconds: number; askedAt: string };
    /** What had to be recovered before. */
    output: Outcome<Finding | null>;
  };
  removeInstallerAccess: { input: RunRef; output: Record<string, never> };
  ensureNetworkResources: { input: RunRef & { stack: StackSpec }; output: Outcome<{ changed: number }> };
  ensurePeermemReloader: { input: RunRef & { stack: StackSpec }; output: Outcome<null> };
  /** `nodes`: by name, those that it shall serve beside GPU nodes. */
  ensureUlimitAdjuster: { input: RunRef & { stack: UlimitAdjusterSpec; nodes?: string[] }; output: Outcome<null> };
  /** `nodes`: by name. `unserved`: those of them on which a pod would get no raised limit now. */
  readUlimitAdjuster: { input: RunRef & { nodes: string[] }; output: { unserved: UnservedNode[] } };
  /** `pools`: those with GPUs, and those of them with InfiniBand: each part must be on all nodes that they have then. */
  readStack: {
    input: RunRef & { stack: StackSpec; pools: { gpu: string[]; infiniband: string[] } };
    output: Outcome<null>;
  };

  /** By name. `tolerations`: for whatever runs on them and on the nodes that the ulimit adjuster serves already. */
  readNamedNodes: {
    input: RunRef & { names: string[] };
    output: { nodes: NodeRef[]; missing: string[]; tolerations: Toleration[] };
  };

  startProbe: { input: NodePodInput; output: { gone?: Gone } };
  collectProbes: {
    input: ChunkRef & CollectInput & { owner: RunOwner };
    /** Decisions only when no pod is running any more, or when `final`. */
    output: { pending: PendingNode[]; results: NodeDecision[] };
  };
  startPatch: { input: NodePodInput & { decision: PatchDecision; mayDisturb: boolean }; output: PatchStart };
  collectPatches: {
    input: ChunkRef & CollectInput;
    output: { pending: PendingNode[]; results: PatchResult[] };
  };
  /** Cordons of ours that are left, by this run or by earlier ones; `onlyOwn`: another run may be going on. `nodes`: where, by name. */
  removeCordons: { input: RunRef & { onlyOwn?: true }; output: { nodes: string[] } };
  uncordonNode: { input: RunRef & { node: NodeRef }; output: Record<string, never> };

  checkPools: {
    input: RunRef & { pools: PlannedPool[]; profile: PreparationRequest["profile"] };
    output: { checks: Check[]; findings: Finding[] };
  };
  checkNodes: {
    input: ChunkRef & CollectInput & VerificationTerms & { verifiedAt: string };
    output: { pending: PendingNode[]; results: NodeVerdict[] };
  };

  /**
   * Takes the gate's taint off nodes that were verified ready. `after`: the last node of the page before. `changed`: nodes
   * of this page that this preparation opened; `kept`: those that keep the taint, and why.
   */
  openGates: {
    input: RunRef & { pool: string; after?: string };
    output: { changed: number; kept: KeptGate[]; next?: string };
  };

  /** What a proof may ask for on each of the nodes, in their order. */
  readFreeDevices: {
    input: RunRef & { nodes: NodeRef[]; expectation: NodeExpectation };
    output: { devices: DeviceAsk[] };
  };
  startProof: { input: NodePodInput & { devices: DeviceAsk }; output: Record<string, never> };
  collectProofs: {
    input: ChunkRef & CollectInput;
    /** A limit that was not raised is measured again, until the last attempt. */
    output: { pending: PendingNode[]; results: NodeProof[] };
  };
  /** Of nodes that `checkNodes` has judged: adds L3 to their evidence. `unproven`: no pod brought a result. */
  checkProofs: {
    input: RunRef & VerificationTerms & { proofs: NodeProof[]; unproven: PendingNode[]; verifiedAt: string };
    output: NodeVerdict[];
  };

  /** Clusters of the registry whose last preparation asks to be verified by the timer. */
  listScheduled: { input: Record<string, never>; output: { clusters: ClusterRef[] } };
  /** The cluster's claim for a verification of the timer. */
  acceptVerification: {
    input: { id: string; cluster: ClusterRef; instanceId: string };
    output: { kind: "claimed" | "unknown" | "running" };
  };
  /** What the checks of a cluster expect that is verified by itself. `findings`: why it cannot be looked at. */
  planVerification: { input: RunRef; output: VerificationPlan };
  /** `at`: ISO 8601, when it ended. */
  saveVerification: {
    input: { id: string; cluster: ClusterRef; verified: Verified; at: string };
    output: Record<string, never>;
  };

  /** `complete`: every node of the record's pools was examined. Left out: the run was not verified. */
  saveRecord: { input: { record: Omit<RecordSummary, "live">; complete?: boolean }; output: Record<string, never> };
  /** Says into the conversation what was left to be said: a plan, or what became of a click. */
  sayInChat: { input: { chat: string }; output: Record<string, never> };
  /** A delivery of its own begins for each of those that the preparation's request names. Told once more, nothing is done. */
  startNotifying: { input: { notice: Notice }; output: Record<string, never> };
  /** Done: nothing that comes before it is on its way to the same receiver any more. */
  readTurn: { input: { delivery: DeliveryRef }; output: Outcome<null> };
  /** One attempt. Settles with a fault when the receiver did not take it. */
  sendNotice: { input: { delivery: DeliveryRef }; output: Record<string, never> };
  giveUpNotice: { input: { delivery: DeliveryRef }; output: Record<string, never> };
}

export type StepName = keyof Steps;
export type StepInput<N extends StepName> = Steps[N]["input"];
export type StepOutput<N extends StepName> = Steps[N]["output"];
