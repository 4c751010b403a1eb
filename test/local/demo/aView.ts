/** Builders of what the app's API answers. */

import type { FinishedView, RunningView } from "../../../local/demo/run/preparationView.ts";
import type { Check } from "../../../src/domain/checks.ts";
import type { PoolProgress } from "../../../src/domain/progress.ts";
import type { NodeRecord, RecordSummary, VerificationRecord } from "../../../src/domain/record.ts";

const ID = "7f0c";
const LINKS = {
  self: `http://127.0.0.1:7071/api/preparations/${ID}`,
  nodes: `http://127.0.0.1:7071/api/preparations/${ID}/nodes`,
};
const CLUSTER = { subscriptionId: "6f1d3c1e-7c34-4a5b-9d0e-2f4f6f1f0a11", resourceGroup: "llm", name: "aks-llm-d" };

export function aPool(changes: Partial<PoolProgress> = {}): PoolProgress {
  return {
    ...{ name: "h100", vmSize: "Standard_ND96isr_H100_v5", wanted: 2, stage: "creating" },
    ...{ joined: 0, ready: 0, settled: 0, prepared: 0, lacks: {}, trouble: [] },
    ...changes,
  };
}

export function aRunningView(changes: Partial<RunningView> = {}): RunningView {
  return {
    ...{ id: ID, live: false, cluster: CLUSTER, profile: "self-managed", startedAt: at(0), links: LINKS },
    ...{ status: "running", phase: "preparing", conditions: [], findings: [] },
    ...{ pools: [aPool()], stack: [], nodesInTrouble: [] },
    ...changes,
  };
}

/** The simulated moment, `seconds` after the run's beginning. */
export function at(seconds: number): string {
  return new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString();
}

export function aCheck(changes: Partial<Check> = {}): Check {
  return {
    ...{ name: "gpuAllocatable", level: "L1", status: "passed" },
    ...{ expected: "nvidia.com/gpu: 8", measured: "nvidia.com/gpu: 8" },
    ...changes,
  };
}

export function aNode(changes: Partial<NodeRecord> = {}): NodeRecord {
  return {
    ...{ name: "aks-h100-1-vmss000000", uid: "u0", pool: "h100", level: "L2", verdict: "ready" },
    checks: [aCheck(), aCheck({ name: "nriEffective", level: "L2", expected: "enabled", measured: "enabled" })],
    ...changes,
  };
}

export function aSummary(changes: Partial<RecordSummary> = {}): RecordSummary {
  return {
    ...{ id: ID, live: false, cluster: CLUSTER, profile: "self-managed", verdict: "ready", level: "L2", findings: [] },
    ...{ changes: { arm: 1, kubernetes: 8, nodes: 2 }, checks: [] },
    pools: [{ name: "h100", vmSize: "Standard_ND96isr_H100_v5", wanted: 2, ready: 2 }],
    ...{ conditions: [], timings: [], startedAt: at(0), finishedAt: at(1100) },
    ...changes,
  };
}

export function aRecord(changes: Partial<VerificationRecord> = {}): VerificationRecord {
  const nodes = [aNode(), aNode({ name: "aks-h100-1-vmss000001", uid: "u1" })];
  return { ...aSummary(changes), nodes, ...changes };
}

export function aFinishedView(changes: Partial<RecordSummary> = {}): FinishedView {
  return { status: "finished", phase: "finished", ...aSummary(changes), links: LINKS };
}
