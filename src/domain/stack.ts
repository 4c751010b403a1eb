/**
 * What must be installed in the cluster beside the pools. Decided for all GPU pools that there will be, not only those
 * of the request: a run for one pool must not take away what another needs.
 */
import { isInstalled, type ReleaseSpec, type ReleaseView } from "./helmRelease.ts";
import { GPU_RESOURCES_NAMESPACE, SYSTEM_NAMESPACE } from "./namespaces.ts";
import { devicePluginRelease, gpuOperatorRelease, networkOperatorRelease } from "./releases.ts";
import type { PreparationRequest } from "./request.ts";
import { type Toleration, tolerationsFor } from "./tolerations.ts";
import { chosenVersions, type VersionSet } from "./versions.ts";

export interface StackSpec {
  versions: VersionSet;
  /** Put before every image's path when a mirror is used. */
  registryPrefix?: string;
  /** An OFED upgrade may drain its node, pods that nothing brings back included. */
  forceDrain: boolean;
  tolerations: Toleration[];
  /** Whether some pool has InfiniBand: network operator, NodeFeatureRule and NicClusterPolicy. */
  rdma: boolean;
  /** The GPU operator brings the drivers (self-managed profile); else AKS does. */
  gpuOperator: boolean;
  /** AKS's driver does not load nvidia-peermem by itself. */
  peermemReloader: boolean;
  namespaces: string[];
  releases: ReleaseSpec[];
}

/** What the stack must know of a GPU pool. */
export interface StackPool {
  taints: readonly string[];
  rdma: boolean;
}

export function makeStack(
  request: PreparationRequest,
  pools: readonly StackPool[],
  installed: readonly ReleaseView[],
): StackSpec {
  const versions = chosenVersions(request.versions);
  const rdma = pools.some((pool) => pool.rdma);
  const networkOperator = rdma || installed.some(isNetworkOperator);
  const tolerations = tolerationsFor(pools.flatMap((pool) => pool.taints));
  const gpuOperator = request.profile === "self-managed";
  const peermemReloader = rdma && !gpuOperator;
  const mirror = request.registry === undefined ? {} : { registryPrefix: request.registry.prefix };
  const options = { versions, tolerations, rdma, networkOperator, ...mirror };
  const releases = [
    ...(networkOperator ? [networkOperatorRelease(options)] : []),
    gpuOperator ? gpuOperatorRelease(options) : devicePluginRelease(options),
  ];
  return {
    versions,
    ...mirror,
    forceDrain: request.rollout.forceDrain,
    tolerations,
    rdma,
    gpuOperator,
    peermemReloader,
    namespaces: [
      SYSTEM_NAMESPACE,
      ...releases.map((release) => release.namespace).filter((namespace) => namespace !== "kube-system"),
      ...(peermemReloader ? [GPU_RESOURCES_NAMESPACE] : []),
    ],
    releases,
  };
}

function isNetworkOperator(release: ReleaseView): boolean {
  return release.name === "network-operator" && isInstalled(release);
}
