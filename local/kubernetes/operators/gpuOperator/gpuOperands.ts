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
  image: string;
  command?: string[];
}

const OPERANDS: readonly Operand[] = [
  {
    part: "driver",
    name: "nvidia-driver-daemonset",
    deployLabel: "driver",
    image: "driver",
  },
  {
    part: "toolkit",
    name: "nvidia-container-toolkit-daemonset",
    deployLabel: "container-toolkit",
    image: "container-toolkit",
  },
  {
    part: "devicePlugin",
    name: "nvidia-device-plugin-daemonset",
    deployLabel: "device-plugin",
    image: "k8s-device-plugin",
  },
  {
    part: "gfd",
    name: "gpu-feature-discovery",
    deployLabel: "gpu-feature-discovery",
    image: "k8s-device-plugin",
    command: ["gpu-feature-discovery"],
  },
];

export function gpuDaemonSets(spec: ClusterPolicySpec, namespace: string): ChartObject[] {
  return enabledOperands(spec).map(({ part, name, deployLabel, image, command }) =>
    daemonSet({
      name,
      namespace,
      labels: { app: name, [OPERAND_LABEL]: OPERAND_OWNER },
      image: `${spec[part].repository}/${image}:${spec[part].version}`,
      ...(command === undefined ? {} : { command }),
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
