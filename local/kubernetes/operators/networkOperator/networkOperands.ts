/** The DaemonSets that a NicClusterPolicy asks for, on the nodes that NFD has labelled. Pure. */
import type { KubeObject, NewKubeObject } from "../../cluster.ts";
import { type ChartObject, NVIDIA_TOLERATIONS } from "../charts/chart.ts";
import { daemonSet } from "../charts/workloads.ts";
import { imageOf, MOFED_WAIT_LABEL, NIC_LABEL, type NicClusterPolicySpec, OFED_POD_LABEL } from "./nicClusterPolicy.ts";

export const OPERAND_LABEL = "nvidia.network-operator.state";
export const RDMA_CONFIG = "rdma-devices";
export type OperandState = "state-OFED" | "state-RDMA-device-plugin";

const OS_LABEL = "feature.node.kubernetes.io/system-os_release.VERSION_ID";

export interface OperandOptions {
  spec: NicClusterPolicySpec;
  namespace: string;
  /** Those with a Mellanox NIC, as far as NFD has said so. */
  nicNodes: readonly KubeObject[];
}

/** One DaemonSet for each operating system among the nodes: the driver is built for it. */
export function ofedDaemonSets({ spec, namespace, nicNodes }: OperandOptions): ChartObject[] {
  const { ofedDriver } = spec;
  if (ofedDriver === undefined) return [];
  const releases = new Set(nicNodes.map(({ metadata }) => metadata.labels?.[OS_LABEL] ?? ""));
  return [...releases].sort().map((release) => {
    const name = `mofed-ubuntu${release}-ds`;
    return daemonSet({
      name,
      namespace,
      labels: { app: name, [OFED_POD_LABEL]: "", [OPERAND_LABEL]: "state-OFED" },
      image: imageOf(ofedDriver),
      ...placement(spec),
      nodeSelector: { [NIC_LABEL]: "true", [OS_LABEL]: release },
    });
  });
}

/** It waits on each node for the driver, through its node selector. */
export function rdmaDaemonSets({ spec, namespace, nicNodes }: OperandOptions): ChartObject[] {
  const { rdmaSharedDevicePlugin, ofedDriver } = spec;
  if (rdmaSharedDevicePlugin === undefined || nicNodes.length === 0) return [];
  return [
    daemonSet({
      name: "rdma-shared-dp-ds",
      namespace,
      labels: { app: "rdma-shared-dp", [OPERAND_LABEL]: "state-RDMA-device-plugin" },
      image: imageOf(rdmaSharedDevicePlugin),
      ...placement(spec),
      nodeSelector: { [NIC_LABEL]: "true", ...(ofedDriver === undefined ? {} : { [MOFED_WAIT_LABEL]: "false" }) },
    }),
  ];
}

export function rdmaConfigMap({ spec, namespace }: OperandOptions): NewKubeObject & { metadata: { name: string } } {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: RDMA_CONFIG, namespace },
    data: { "config.json": spec.rdmaSharedDevicePlugin?.config ?? '{"configList": []}' },
  };
}

function placement({ tolerations = [], nodeAffinity }: NicClusterPolicySpec) {
  return {
    tolerations: [...NVIDIA_TOLERATIONS, ...tolerations],
    ...(nodeAffinity === undefined ? {} : { affinity: { nodeAffinity } }),
  };
}
