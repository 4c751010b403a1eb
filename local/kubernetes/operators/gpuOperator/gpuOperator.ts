/** The GPU operator: DaemonSets from the ClusterPolicy, and a state that is "ready" even when there is no GPU node. */
import type { Cluster, Controller, KubeObject } from "../../cluster.ts";
import { rfc3339 } from "../../store/deletion.ts";
import { applyObject, daemonSetProgress } from "../applyObject.ts";
import { GPU_OPERATOR } from "../charts/gpuOperatorChart.ts";
import { hasLabels, runningOperator } from "../installedOperator.ts";
import { CLUSTER_POLICY, clusterPolicySpec, findClusterPolicy } from "./clusterPolicy.ts";
import { gpuDaemonSets, OPERAND_LABEL, OPERAND_OWNER } from "./gpuOperands.ts";

const DAEMON_SET = "apps/v1/DaemonSet";
const OPERANDS = { [OPERAND_LABEL]: OPERAND_OWNER };
const POLICY = ["policy"];

export function createGpuOperator(): Controller {
  return {
    name: "gpu-operator",
    batchMs: 1000,
    watches: [
      { kind: CLUSTER_POLICY, keysOf: () => POLICY },
      { kind: "apps/v1/Deployment", keysOf: ({ object }) => (hasLabels(object, GPU_OPERATOR) ? POLICY : []) },
      { kind: DAEMON_SET, keysOf: ({ object }) => (hasLabels(object, OPERANDS) ? POLICY : []) },
    ],
    reconcile(_key, cluster) {
      const operator = runningOperator(cluster.store, GPU_OPERATOR);
      const policy = findClusterPolicy(cluster.store);
      if (operator !== undefined && policy !== undefined) syncPolicy(policy, operator, cluster);
    },
  };
}

function syncPolicy(policy: KubeObject, operator: KubeObject, cluster: Cluster): void {
  const { store } = cluster;
  const namespace = operator.metadata.namespace ?? "";
  const wanted = gpuDaemonSets(clusterPolicySpec(policy), namespace);
  for (const { metadata } of store.list(DAEMON_SET, { namespace, labels: OPERANDS })) {
    const isWanted = wanted.some((object) => object.metadata.name === metadata.name);
    if (!isWanted) store.delete(DAEMON_SET, namespace, metadata.name);
  }
  const progress = wanted.map((object) => daemonSetProgress(applyObject(store, object)));
  const isReady = progress.every((state) => state === "ready" || state === "empty");
  saveStatus(policy, isReady, cluster);
}

function saveStatus(policy: KubeObject, isReady: boolean, { store, clock }: Cluster): void {
  const state = isReady ? "ready" : "notReady";
  store.modify(CLUSTER_POLICY, undefined, policy.metadata.name, (draft) => {
    const before = draft["status"] as { state?: string } | undefined;
    if (before?.state === state) return;
    const at = { lastTransitionTime: rfc3339(clock.now()), message: "" };
    const status = isReady ? "True" : "False";
    draft["status"] = {
      state,
      conditions: [{ type: "Ready", status, reason: isReady ? "Reconciled" : "OperandNotReady", ...at }],
    };
  });
}
