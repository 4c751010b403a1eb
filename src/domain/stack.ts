/** What must be installed in the cluster beside the pools: decided from the request alone. */

import type { ReleaseSpec } from "./helmRelease.ts";
import { GPU_RESOURCES_NAMESPACE, SYSTEM_NAMESPACE } from "./namespaces.ts";
import type { NodeExpectation } from "./nodeExpectation.ts";
import { devicePluginRelease, gpuOperatorRelease, networkOperatorRelease } from "./releases.ts";
import type { PreparationRequest } from "./request.ts";
import { type Toleration, tolerationsFor } from "./tolerations.ts";
import { VERSION_SETS, type VersionSet } from "./versions.ts";

export interface StackSpec {
  versions: VersionSet;
  /** Put before every image's path when a mirror is used. */
  registryPrefix?: string;
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

export function makeStack(request: PreparationRequest, expectations: readonly NodeExpectation[]): StackSpec {
  const versions = VERSION_SETS[request.versions.set];
  const rdma = expectations.some((expectation) => expectation.rdma > 0);
  const tolerations = tolerationsFor(request.nodePools.flatMap((pool) => pool.taints));
  const gpuOperator = request.profile === "self-managed";
  const peermemReloader = rdma && !gpuOperator;
  const options = { versions, tolerations, rdma };
  const releases = [
    ...(rdma ? [networkOperatorRelease(options)] : []),
    gpuOperator ? gpuOperatorRelease(options) : devicePluginRelease(options),
  ];
  return {
    versions,
    ...(request.registry === undefined ? {} : { registryPrefix: request.registry.prefix }),
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
