/** The GPU operator's labels on the nodes that NFD has found a GPU in: they decide where its DaemonSets run. */
import type { Cluster, Controller, KubeObject, ObjectStore } from "../../cluster.ts";
import type { NodeRecords } from "../../node/nodeRecord.ts";
import { GPU_OPERATOR } from "../charts/gpuOperatorChart.ts";
import { hasLabels, runningOperator } from "../installedOperator.ts";
import { setNodeLabels } from "../nodeEdits.ts";
import {
  CLUSTER_POLICY,
  clusterPolicySpec,
  findClusterPolicy,
  GPU_DEVICE_LABEL,
  GPU_PRESENT_LABEL,
} from "./clusterPolicy.ts";
import { deployLabels } from "./gpuOperands.ts";

const FOUND = { [GPU_DEVICE_LABEL]: "true" };

/** `records`: a driver on the node's image is what the operator's own look at the node would find. */
export function createGpuNodeLabels(records: NodeRecords): Controller {
  return {
    name: "gpu-operator-nodes",
    watches: [
      { kind: "v1/Node", keysOf: ({ object }) => (hasLabels(object, FOUND) ? [object.metadata.name] : []) },
      { kind: CLUSTER_POLICY, keysOf: (_change, { store }) => gpuNodes(store) },
      {
        kind: "apps/v1/Deployment",
        keysOf: ({ object }, { store }) => (hasLabels(object, GPU_OPERATOR) ? gpuNodes(store) : []),
      },
    ],
    reconcile(node, cluster) {
      const policy = findClusterPolicy(cluster.store);
      const isRunning = runningOperator(cluster.store, GPU_OPERATOR) !== undefined;
      const hasDriver = records.get(node)?.spec.gpuDriver === "Install";
      if (policy !== undefined && isRunning) label(node, policy, hasDriver, cluster);
    },
  };
}

function gpuNodes(store: ObjectStore): string[] {
  return store.list("v1/Node", { labels: FOUND }).map(({ metadata }) => metadata.name);
}

function label(node: string, policy: KubeObject, hasDriver: boolean, { store }: Cluster): void {
  setNodeLabels(store, node, { [GPU_PRESENT_LABEL]: "true", ...deployLabels(clusterPolicySpec(policy), hasDriver) });
}
