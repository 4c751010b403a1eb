/** What the GPU operator runs on nodes: a DaemonSet for each part that the ClusterPolicy enables, chosen by node labels. Pure. */
import type { ChartObject } from "../charts/chart.ts";
import { daemonSet } from "../charts/workloads.ts";
import type { ClusterPolicySpec } from "./clusterPolicy.ts";

export const OPERAND_LABEL = "app.kubernetes.io/managed-by";
export const OPERAND_OWNER = "gpu-operator";

type Part = "driver" | "toolkit" | "devicePlugin" | "gfd";

interface Operand {
  part: Part;
  name: string;
  /** Behind "nvidia.com/gpu.deploy.". */
  deployLabel: string;
  imageOf(version: string): string;
}

const OPERANDS: readonly Operand[] = [
  {
    part: "driver",
    name: "nvidia-driver-daemonset",
    deployLabel: "driver",
    imageOf: (version) => `nvcr.io/nvidia/driver:${version}`,
  },
  {
    part: "toolkit",
    name: "nvidia-container-toolkit-daemonset",
    deployLabel: "container-toolkit",
    imageOf: (version) => `nvcr.io/nvidia/k8s/container-toolkit:${version}`,
  },
  {
    part: "devicePlugin",
    name: "nvidia-device-plugin-daemonset",
    deployLabel: "device-plugin",
    imageOf: (version) => `nvcr.io/nvidia/k8s-device-plugin:${version}`,
  },
  {
    part: "gfd",
    name: "gpu-feature-discovery",
    deployLabel: "gpu-feature-discovery",
    imageOf: (version) => `nvcr.io/nvidia/k8s-device-plugin/gpu-feature-discovery:${version}`,
  },
];

export function gpuDaemonSets(spec: ClusterPolicySpec, namespace: string): ChartObject[] {
  return enabledOperands(spec).map(({ part, name, deployLabel, imageOf }) =>
    daemonSet({
      name,
      namespace,
      labels: { app: name, [OPERAND_LABEL]: OPERAND_OWNER },
      image: imageOf(spec[part].version),
      nodeSelector: { [`nvidia.com/gpu.deploy.${deployLabel}`]: "true" },
      tolerations: spec.daemonsets.tolerations ?? [],
      env: part === "driver" ? { GPU_DIRECT_RDMA_ENABLED: String(spec.driver.rdma?.enabled ?? false) } : {},
    }),
  );
}

/** A node whose driver is already there (AKS's) is not given another. */
export function deployLabels(spec: ClusterPolicySpec, hasDriver: boolean): Record<string, string> {
  const labels = enabledOperands(spec).map(({ part, deployLabel }): [string, string] => [
    `nvidia.com/gpu.deploy.${deployLabel}`,
    part === "driver" && hasDriver ? "pre-installed" : "true",
  ]);
  return Object.fromEntries(labels);
}

function enabledOperands(spec: ClusterPolicySpec): Operand[] {
  return OPERANDS.filter(({ part }) => spec[part].enabled);
}
