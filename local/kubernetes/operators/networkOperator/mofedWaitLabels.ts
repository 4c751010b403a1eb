/** The network operator's label on each node with a driver pod: wait while the driver is being installed, then not any more. */
import type { Cluster, Controller, KubeObject } from "../../cluster.ts";
import { isPodReady, podSpecOf } from "../../store/objectParts.ts";
import { NETWORK_OPERATOR } from "../charts/networkOperatorChart.ts";
import { runningOperator } from "../installedOperator.ts";
import { setNodeLabels } from "../nodeEdits.ts";
import { MOFED_WAIT_LABEL, OFED_POD_LABEL } from "./nicClusterPolicy.ts";

export function createMofedWaitLabels(): Controller {
  return {
    name: "network-operator-nodes",
    watches: [{ kind: "v1/Pod", keysOf: ({ object }) => nodeOfDriverPod(object) }],
    reconcile(node, cluster) {
      if (runningOperator(cluster.store, NETWORK_OPERATOR) !== undefined) label(node, cluster);
    },
  };
}

function nodeOfDriverPod(pod: KubeObject): string[] {
  const { nodeName } = podSpecOf(pod);
  return pod.metadata.labels?.[OFED_POD_LABEL] === undefined || nodeName === undefined ? [] : [nodeName];
}

function label(node: string, { store }: Cluster): void {
  const pods = store.list("v1/Pod", { nodeName: node, labels: { [OFED_POD_LABEL]: "" } });
  const wait = pods.length === 0 ? undefined : String(!pods.every(isPodReady));
  setNodeLabels(store, node, { [MOFED_WAIT_LABEL]: wait });
}
