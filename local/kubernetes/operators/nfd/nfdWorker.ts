/** The nfd-worker on a node: after its scan it publishes the node's devices as a NodeFeature. */
import type { NewKubeObject } from "../../cluster.ts";
import type { NodeProgram, ProgramContext } from "../../node/kubelet/nodeProgram.ts";
import { pciDevices } from "../../node/machine/pciDevices.ts";
import type { NodeRecord } from "../../node/nodeRecord.ts";
import { osImageOf } from "../../node/osImage.ts";
import { applyObject } from "../applyObject.ts";

export const NODE_FEATURE = "nfd.k8s-sigs.io/v1alpha1/NodeFeature";
export const NODE_NAME_LABEL = "nfd.node.kubernetes.io/node-name";

export const nfdWorker: NodeProgram = {
  name: "nfd-worker",
  plays: ({ command = [] }) => command[0] === "nfd-worker",
  advance(context) {
    const { cluster, node } = context;
    const isScanned = context.hasFinished("scan", cluster.latencyOf("nfdLabel", node.spec.name));
    if (isScanned && context.recall("published") === undefined) {
      applyObject(cluster.store, nodeFeature(context));
      context.remember("published", 1);
    }
    return { ready: true };
  },
};

function nodeFeature({ node, pod }: ProgramContext): NewKubeObject & { metadata: { name: string } } {
  const { name, namespace, uid } = pod.metadata;
  return {
    apiVersion: "nfd.k8s-sigs.io/v1alpha1",
    kind: "NodeFeature",
    metadata: {
      name: node.spec.name,
      namespace: namespace ?? "",
      labels: { [NODE_NAME_LABEL]: node.spec.name },
      ownerReferences: [{ apiVersion: "v1", kind: "Pod", name, uid }],
    },
    spec: {
      features: {
        instances: { "pci.device": { elements: pciDevices(node.spec).map((attributes) => ({ attributes })) } },
      },
      labels: builtInLabels(node),
    },
  };
}

/** Display controllers only: that is how both NVIDIA charts configure the worker. */
const LABELLED_CLASSES = ["0300", "0302"];

function builtInLabels({ spec }: NodeRecord): Record<string, string> {
  const { kernelVersion, versionId } = osImageOf(spec);
  const prefix = "feature.node.kubernetes.io";
  const shown = pciDevices(spec).filter((device) => LABELLED_CLASSES.includes(device.class));
  return {
    [`${prefix}/kernel-version.full`]: kernelVersion,
    [`${prefix}/system-os_release.ID`]: "ubuntu",
    [`${prefix}/system-os_release.VERSION_ID`]: versionId,
    ...Object.fromEntries(shown.map(({ vendor }) => [`${prefix}/pci-${vendor}.present`, "true"])),
  };
}
