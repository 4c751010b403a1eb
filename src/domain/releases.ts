/** The charts of the guide with the values that AKS needs (facts-azure-kubernetes.md, section D). */
import { type ChartName, withMirroredImages } from "./chartImages.ts";
import { chartSource } from "./chartSources.ts";
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
  registryPrefix?: string;
}

/** The chart's release, and the DaemonSet that it makes. */
export const DEVICE_PLUGIN = { name: "nvidia-device-plugin", namespace: "kube-system" } as const;

/**
 * Operators, NFD's master and its garbage collector: on system pools too, whose usual taint AKS's documentation names,
 * since those are often the only nodes there are. Not on GPU nodes, which are paid for other work.
 */
const CONTROLLERS: { tolerations: Toleration[] } = {
  tolerations: [{ key: "CriticalAddonsOnly", operator: "Exists" }],
};

function nfdValues(tolerations: Toleration[]) {
  return { master: CONTROLLERS, gc: CONTROLLERS, worker: { tolerations } };
}

interface ChartSpec {
  chart: ChartName;
  namespace: string;
  version: string;
  values: Record<string, unknown>;
}

/** The release is named after its chart. */
function releaseOf({ chart, namespace, version, values }: ChartSpec, { registryPrefix }: ReleaseOptions): ReleaseSpec {
  return {
    name: chart,
    namespace,
    ...chartSource(chart, version, registryPrefix),
    values: withMirroredImages(values, chart, version, registryPrefix),
  };
}

export function networkOperatorRelease(options: ReleaseOptions): ReleaseSpec {
  const { versions, tolerations } = options;
  const values = {
    // Helm leaves definitions as they are: the chart's own hook brings them up to its version before anything else.
    upgradeCRDs: true,
    operator: CONTROLLERS,
    // The chart's own rules label every Mellanox NIC, accelerated networking of CPU nodes included: ours replaces them.
    nfd: { enabled: true, deployNodeFeatureRules: false },
    "node-feature-discovery": nfdValues(tolerations),
    sriovNetworkOperator: { enabled: false },
  };
  const version = versions.networkOperator;
  return releaseOf({ chart: "network-operator", namespace: "network-operator", version, values }, options);
}

/** Exactly one NFD: the network operator's when it is installed, else this chart's. */
export function gpuOperatorRelease(options: ReleaseOptions): ReleaseSpec {
  const { versions, tolerations, rdma, networkOperator = rdma } = options;
  const values = {
    nfd: { enabled: !networkOperator },
    ...(networkOperator ? {} : { "node-feature-discovery": nfdValues(tolerations) }),
    // As with the network operator's: the hook brings the definitions up to the chart's version.
    operator: { upgradeCRD: true, ...CONTROLLERS },
    driver: { enabled: true, rdma: { enabled: rdma } },
    daemonsets: { tolerations },
    migManager: { enabled: false },
    vgpuDeviceManager: { enabled: false },
    vfioManager: { enabled: false },
    sandboxDevicePlugin: { enabled: false },
  };
  const version = versions.gpuOperator;
  return releaseOf({ chart: "gpu-operator", namespace: "gpu-operator", version, values }, options);
}

/** For AKS's own driver. The affinity replaces the chart's, which needs an NFD that a cluster without RDMA does not have. */
export function devicePluginRelease(options: ReleaseOptions): ReleaseSpec {
  const { versions, tolerations } = options;
  const values = {
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
  };
  const { name: chart, namespace } = DEVICE_PLUGIN;
  return releaseOf({ chart, namespace, version: versions.devicePlugin, values }, options);
}
