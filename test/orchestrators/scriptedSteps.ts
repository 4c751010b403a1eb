/**
 * Activities that follow a script instead of changing a world: compiled against the contract table, so that a script
 * that no longer fits it does not compile. Whatever a test does not script goes well at once.
 */
import type { NodeRef } from "../../src/domain/nodeRef.ts";
import { done, type Fault, type Settled } from "../../src/domain/outcome.ts";
import { DEFAULT_PACING } from "../../src/domain/pacing.ts";
import type { Changes } from "../../src/domain/record.ts";
import type { NodeVerdict, PoolNodes, StepInput, StepName, StepOutput } from "../../src/domain/steps.ts";
import { aPlan } from "../support/plans.ts";
import { unlimitedProof } from "../support/proofs.ts";

/** `call`: how often this step has been called before with the same subject, from 1. May throw `StepFailure`, or an error that no activity should throw. */
export type StepScript = { [N in StepName]?: (input: StepInput<N>, call: number) => StepOutput<N> };

/** Thrown by a script: the step settles with this fault. */
export class StepFailure extends Error {
  readonly fault: Fault;
  constructor(fault: Partial<Fault>) {
    super(fault.message ?? "scripted");
    this.fault = { code: "Throttled", retry: "soon", operation: "scripted", message: "scripted", ...fault };
  }
}

export function fail(fault: Partial<Fault>): never {
  throw new StepFailure(fault);
}

export function settled<T>(run: () => T): Settled<T> {
  try {
    return { ok: true, value: run() };
  } catch (error) {
    if (error instanceof StepFailure) return { ok: false, fault: error.fault };
    throw error;
  }
}

export function nodesOf(pool: string, count: number): NodeRef[] {
  return Array.from({ length: count }, (_, index) => {
    const name = `aks-${pool}-12345678-vmss${index.toString(36).padStart(6, "0")}`;
    return { name, uid: `uid-${name}`, bootId: `boot-${name}`, pool };
  });
}

/** Everything is there and in order: what `readPoolNodes` says of a settled pool. */
export function settledPool(pool: string, wanted: number): PoolNodes {
  return {
    joined: wanted,
    ready: wanted,
    settled: wanted,
    lacks: {},
    trouble: [],
    nodes: nodesOf(pool, wanted),
    stragglers: [],
  };
}

export function readyVerdict({ name }: NodeRef): NodeVerdict {
  return { name, level: "L2", ready: true, findings: [] };
}

export const GOOD_STEPS: Required<StepScript> = {
  planPreparation: ({ request }) => aPlan(request),
  openRun: ({ namespaces }) => ({ owner: { name: "run", uid: "run-uid" }, changed: namespaces.length }),
  closeRun: () => ({}),
  ensureFeature: ({ register }) => done(null, register),
  checkCancellation: () => ({}),
  noteStackFailure: () => ({}),
  ensureNodePool: () => done(null, true),
  submitGatedPools: () => done(null, false),
  readNodePool: () => done(null, false),
  removeFailedPool: () => done(null, true),
  readPoolNodes: ({ pool, wanted }) => settledPool(pool, wanted),
  ensureRelease: () => done(null, true),
  removeInstallerAccess: () => ({}),
  ensureNetworkResources: () => done({ changed: 2 }, true),
  ensurePeermemReloader: () => done(null, true),
  ensureUlimitAdjuster: () => done(null, true),
  readUlimitAdjuster: () => ({ unserved: [] }),
  readStack: () => done(null, false),
  readNamedNodes: ({ names }) => ({
    nodes: names.map((name) => ({ name, uid: `uid-${name}`, bootId: `boot-${name}`, pool: "" })),
    missing: [],
    tolerations: [],
  }),
  startProbe: () => ({}),
  collectProbes: ({ nodes }) => ({
    pending: [],
    results: nodes.map((node) => ({ kind: "patch", node, oldSha256: "old", newSha256: "new", configMap: "config" })),
  }),
  startPatch: () => ({ kind: "started" }),
  collectPatches: ({ nodes }) => ({
    pending: [],
    results: nodes.map((node) => ({ kind: "patched", node, edited: true })),
  }),
  uncordonNode: () => ({}),
  removeCordons: () => ({ nodes: [] }),
  listScheduled: () => ({ clusters: [] }),
  acceptVerification: () => ({ kind: "claimed" }),
  planVerification: (run) => ({
    ...{ run, profile: "self-managed", pools: [], tolerations: [], findings: [], pacing: DEFAULT_PACING },
  }),
  saveVerification: () => ({}),
  checkPools: () => ({
    checks: [{ name: "driverMode", level: "L0", status: "passed", expected: "one", measured: "one" }],
    findings: [],
  }),
  checkNodes: ({ nodes }) => ({ pending: [], results: nodes.map(readyVerdict) }),
  openGates: () => ({ changed: 0, kept: [] }),
  readFreeDevices: ({ nodes }) => ({ devices: nodes.map(() => ({ kind: "all", gpus: 8, rdma: 1 })) }),
  startProof: () => ({}),
  collectProofs: ({ nodes }) => ({
    pending: [],
    results: nodes.map((node) => ({ node, proof: unlimitedProof({ gpus: 8, uverbs: 8 }) })),
  }),
  checkProofs: ({ proofs, unproven }) => [
    ...proofs.map(({ node }) => ({ ...readyVerdict(node), level: "L3" as const })),
    ...unproven.map(({ node }) => ({ ...readyVerdict(node), ready: false })),
  ],
  startNotifying: () => ({}),
  sayInChat: () => ({}),
  readTurn: () => done(null, false),
  sendNotice: () => ({}),
  giveUpNotice: () => ({}),
  saveRecord: () => ({}),
};

export interface Work {
  pools: number;
  nodes: number;
  releases: number;
  rdma: boolean;
}

/** What a run with `GOOD_STEPS` changes: namespaces, releases, network resources and the adjuster in Kubernetes. */
export function goodChanges({ pools, nodes, releases, rdma }: Work): Changes {
  const namespaces = 1 + releases;
  return { arm: pools, nodes, kubernetes: namespaces + releases + (rdma ? 2 : 0) + 1 };
}
