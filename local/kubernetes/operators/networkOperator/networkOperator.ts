/** The network operator: turns the NicClusterPolicy into DaemonSets and reports how far they are. */
import type { Cluster, Controller, KubeObject, ObjectChange, ObjectStore } from "../../cluster.ts";
import { sameJson } from "../../store/json.ts";
import { applyObject, daemonSetProgress } from "../applyObject.ts";
import type { ChartObject } from "../charts/chart.ts";
import { NETWORK_OPERATOR } from "../charts/networkOperatorChart.ts";
import { hasLabels, runningOperator } from "../installedOperator.ts";
import {
  OPERAND_LABEL,
  type OperandOptions,
  type OperandState,
  ofedDaemonSets,
  rdmaConfigMap,
  rdmaDaemonSets,
} from "./networkOperands.ts";
import { findNicClusterPolicy, NIC_CLUSTER_POLICY, NIC_LABEL, nicClusterPolicySpec } from "./nicClusterPolicy.ts";

const DAEMON_SET = "apps/v1/DaemonSet";
const POLICY = ["policy"];

export function createNetworkOperator(): Controller {
  return {
    name: "network-operator",
    batchMs: 1000,
    watches: [
      { kind: NIC_CLUSTER_POLICY, keysOf: () => POLICY },
      { kind: "apps/v1/Deployment", keysOf: ({ object }) => (hasLabels(object, NETWORK_OPERATOR) ? POLICY : []) },
      { kind: DAEMON_SET, keysOf: ({ object }) => (object.metadata.labels?.[OPERAND_LABEL] ? POLICY : []) },
      { kind: "v1/Node", keysOf: (change) => (changesNicNodes(change) ? POLICY : []) },
    ],
    reconcile(_key, cluster) {
      const operator = runningOperator(cluster.store, NETWORK_OPERATOR);
      const policy = findNicClusterPolicy(cluster.store);
      if (operator !== undefined) syncPolicy(policy, operator.metadata.namespace ?? "", cluster);
    },
  };
}

function changesNicNodes({ type, object, previous }: ObjectChange): boolean {
  if (type !== "MODIFIED") return hasLabels(object, { [NIC_LABEL]: "true" });
  return !sameJson(object.metadata.labels?.[NIC_LABEL], previous?.metadata.labels?.[NIC_LABEL]);
}

function syncPolicy(policy: KubeObject | undefined, namespace: string, { store }: Cluster): void {
  const spec = policy === undefined ? {} : nicClusterPolicySpec(policy);
  const nicNodes = store.list("v1/Node", { labels: { [NIC_LABEL]: "true" } });
  const options: OperandOptions = { spec, namespace, nicNodes };
  if (spec.rdmaSharedDevicePlugin !== undefined) applyObject(store, rdmaConfigMap(options));
  const states = {
    "state-OFED": syncOperand("state-OFED", ofedDaemonSets(options), spec.ofedDriver !== undefined, store),
    "state-RDMA-device-plugin": syncOperand(
      "state-RDMA-device-plugin",
      rdmaDaemonSets(options),
      spec.rdmaSharedDevicePlugin !== undefined,
      store,
    ),
  };
  if (policy !== undefined) saveStatus(policy, states, store);
}

type AppliedState = "ready" | "notReady" | "ignore";

/** Without nodes that have a NIC there is nothing to apply, and the operator keeps calling that not ready. */
function syncOperand(
  state: OperandState,
  wanted: readonly ChartObject[],
  isAskedFor: boolean,
  store: ObjectStore,
): AppliedState {
  for (const { metadata } of store.list(DAEMON_SET, { labels: { [OPERAND_LABEL]: state } })) {
    const isWanted = wanted.some((object) => object.metadata.name === metadata.name);
    if (!isWanted) store.delete(DAEMON_SET, metadata.namespace, metadata.name);
  }
  const applied = wanted.map((object) => applyObject(store, object));
  if (!isAskedFor) return "ignore";
  return applied.length > 0 && applied.every((object) => daemonSetProgress(object) === "ready") ? "ready" : "notReady";
}

function saveStatus(policy: KubeObject, states: Record<OperandState, AppliedState>, store: ObjectStore): void {
  const isReady = Object.values(states).every((state) => state !== "notReady");
  store.modify(NIC_CLUSTER_POLICY, undefined, policy.metadata.name, (draft) => {
    draft["status"] = {
      state: isReady ? "ready" : "notReady",
      appliedStates: Object.entries(states).map(([name, state]) => ({ name, state })),
    };
  });
}
