/** Label and annotation keys: ours, and those of AKS and NVIDIA that we read. */
export const LABELS = {
  managedBy: "app.kubernetes.io/managed-by",
  preparation: "lamplighter.dev/preparation",
  purpose: "lamplighter.dev/purpose",
  /** On the Jobs that install it: a Helm release. */
  release: "lamplighter.dev/release",
  chunk: "lamplighter.dev/chunk",
  /** On a node without AKS's GPU label that the ulimit adjuster shall serve all the same. */
  ulimitAdjuster: "lamplighter.dev/ulimit-adjuster",
} as const;

export const ANNOTATIONS = {
  /** The preparation whose apply last changed the object. */
  changedBy: "lamplighter.dev/changed-by",
  /** On an installation's files: why a pending revision was taken for dead before. */
  recovered: "lamplighter.dev/recovered",
  /** On a node: the preparation that cordoned it. */
  cordonedBy: "lamplighter.dev/cordoned-by",
  /** On a node: the preparation that let workloads on it (gate.ts). */
  openedBy: "lamplighter.dev/opened-by",
  /** On a proof's pod: why it asks for no devices. */
  noDevices: "lamplighter.dev/no-devices",
} as const;

/** On a node pool in Azure: the preparation whose request last changed it. */
export const POOL_TAG = "lamplighter-changed-by";

/** On a node pool in Azure that may be taken away again: the preparation that created it. */
export const POOL_CREATED_TAG = "lamplighter-created-by";

export const FIELD_MANAGER = "lamplighter";

export const AKS = {
  agentPool: "kubernetes.azure.com/agentpool",
  accelerator: "kubernetes.azure.com/accelerator",
  nodeImageVersion: "kubernetes.azure.com/node-image-version",
} as const;

export const NVIDIA = {
  gpuResource: "nvidia.com/gpu",
  rdmaResource: "rdma/ib",
  driverVersion: "nvidia.com/cuda.driver-version.full",
  mofedWait: "network.nvidia.com/operator.mofed.wait",
  infinibandNic: "feature.node.kubernetes.io/pci-15b3.present",
} as const;

export function poolSelector(pools: readonly string[]): string {
  return pools.length === 1 ? `${AKS.agentPool}=${pools[0]}` : `${AKS.agentPool} in (${pools.join(",")})`;
}
