/** The RDMA shared device plugin: announces `rdma/<name>` on nodes whose devices fit its configuration. */
import type { ObjectStore } from "../../cluster.ts";
import type { NodeProgram } from "../../node/kubelet/nodeProgram.ts";
import type { NodeRecord } from "../../node/nodeRecord.ts";
import { setNodeResource } from "../nodeEdits.ts";
import { RDMA_CONFIG } from "./networkOperands.ts";

export const rdmaSharedPlugin: NodeProgram = {
  name: "rdma-shared-device-plugin",
  plays: ({ image }) => image.includes("/k8s-rdma-shared-dev-plugin:"),
  advance(context) {
    const { cluster, node, pod } = context;
    if (!context.hasFinished("announce", cluster.latencyOf("rdmaPlugin", node.spec.name))) return { ready: false };
    for (const resource of configuredResources(cluster.store, pod.metadata.namespace)) {
      const { resourcePrefix = "rdma", resourceName, rdmaHcaMax } = resource;
      const count = fittingDevices(resource, node) > 0 ? rdmaHcaMax : 0;
      setNodeResource(cluster.store, node.spec.name, `${resourcePrefix}/${resourceName}`, count);
    }
    return { ready: true };
  },
};

interface SharedResource {
  resourceName: string;
  resourcePrefix?: string;
  rdmaHcaMax: number;
  selectors?: { vendors?: string[]; linkTypes?: string[]; isRdma?: boolean };
}

function configuredResources(store: ObjectStore, namespace: string | undefined): SharedResource[] {
  const data = store.get("v1/ConfigMap", namespace, RDMA_CONFIG)?.["data"] as Record<string, string> | undefined;
  const { configList = [] } = JSON.parse(data?.["config.json"] ?? "{}") as { configList?: SharedResource[] };
  return configList;
}

/** Without the driver no device is an RDMA device. */
function fittingDevices({ selectors = {} }: SharedResource, { machine, spec }: NodeRecord): number {
  if (machine.ofedVersion === undefined) return 0;
  const allows = (list: string[] | undefined, value: string) => list === undefined || list.includes(value);
  if (!allows(selectors.vendors, "15b3")) return 0;
  const infiniband = allows(selectors.linkTypes, "infiniband") ? spec.hardware.infinibandDevices : 0;
  const ethernet = allows(selectors.linkTypes, "ether") ? 1 : 0;
  return infiniband + ethernet;
}
