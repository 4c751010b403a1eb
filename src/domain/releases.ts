/** The charts of the guide with the values that AKS needs (facts-azure-kubernetes.md, section D). */

import type { ReleaseSpec } from "./helmRelease.ts";
import { AKS } from "./labels.ts";
import type { Toleration } from "./tolerations.ts";
import type { VersionSet } from "./versions.ts";

export interface ReleaseOptions {
  versions: VersionSet;
  tolerations: Toleration[];
  /** Some pool has InfiniBand. */
  rdma: boolean;
  /** Left out: as `rdma`. The network operator stays where it is installed, even when no pool needs it any more. */
  networkOperator?: boolean;
}

/** The chart's release, and the DaemonSet that it makes. */
export const DEVICE_PLUGIN = { name: "nvidia-device-plugin", namespace: "kube-system" } as const;

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
export function gpuOperatorRelease({
  versions,
  tolerations,
  rdma,
  networkOperator = rdma,
}: ReleaseOptions): ReleaseSpec {
  return {
    name: "gpu-operator",
    namespace: "gpu-operator",
    chart: "nvidia/gpu-operator",
    repository: NVIDIA_CHARTS,
    version: versions.gpuOperator,
    values: {
      nfd: { enabled: !networkOperator },
      ...(networkOperator ? {} : { "node-feature-discovery": { worker: { tolerations } } }),
      driver: { enabled: true, rdma: { enabled: rdma } },
      daemonsets: { tolerations },
      migManager: { enabled: false },
      vgpuDeviceManager: { enabled: false },
      vfioManager: { enabled: false },
      sandboxDevicePlugin: { enabled: false },
    },
  };
}

/** For AKS's own driver. The affinity replaces the chart's, which needs an NFD that a cluster without RDMA does not have. */
export function devicePluginRelease({ versions, tolerations }: ReleaseOptions): ReleaseSpec {
  return {
    name: DEVICE_PLUGIN.name,
    namespace: DEVICE_PLUGIN.namespace,
    chart: "nvdp/nvidia-device-plugin",
    repository: { name: "nvdp", url: "https://nvidia.github.io/k8s-device-plugin" },
    version: versions.devicePlugin,
    values: {
      nfd: { enabled: false },
      gfd: { enabled: false },
      tolerations,
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchExpressions: [{ key: AKS.accelerator, operator: "In", values: ["nvidia"] }] }],
          },
        },
      },
    },
  };
}
