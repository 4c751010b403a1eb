/** The charts of the guide with the values that AKS needs (facts-azure-kubernetes.md, section D). */
import type { ReleaseSpec } from "./helmRelease.ts";
import type { Toleration } from "./tolerations.ts";
import type { VersionSet } from "./versions.ts";

export interface ReleaseOptions {
  versions: VersionSet;
  tolerations: Toleration[];
  rdma: boolean;
}

const NVIDIA_CHARTS = { name: "nvidia", url: "https://helm.ngc.nvidia.com/nvidia" };

export function networkOperatorRelease({ versions, tolerations }: ReleaseOptions): ReleaseSpec {
  return {
    name: "network-operator",
    namespace: "network-operator",
    chart: "nvidia/network-operator",
    repository: NVIDIA_CHARTS,
    version: versions.networkOperator,
    values: {
      // The chart's own rules label every Mellanox NIC, accelerated networking of CPU nodes included: ours replaces them.
      nfd: { enabled: true, deployNodeFeatureRules: false },
      "node-feature-discovery": { worker: { tolerations } },
      sriovNetworkOperator: { enabled: false },
    },
  };
}

/** Exactly one NFD: the network operator's when it is installed, else this chart's. */
export function gpuOperatorRelease({ versions, tolerations, rdma }: ReleaseOptions): ReleaseSpec {
  return {
    name: "gpu-operator",
    namespace: "gpu-operator",
    chart: "nvidia/gpu-operator",
    repository: NVIDIA_CHARTS,
    version: versions.gpuOperator,
    values: {
      nfd: { enabled: !rdma },
      ...(rdma ? {} : { "node-feature-discovery": { worker: { tolerations } } }),
      driver: { enabled: true, rdma: { enabled: rdma } },
      daemonsets: { tolerations },
      migManager: { enabled: false },
      vgpuDeviceManager: { enabled: false },
      vfioManager: { enabled: false },
      sandboxDevicePlugin: { enabled: false },
    },
  };
}
