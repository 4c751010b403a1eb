/** What must be installed in the cluster beside the pools: decided from the request alone. */

import type { ReleaseSpec } from "./helmRelease.ts";
import type { NodeExpectation } from "./nodeExpectation.ts";
import { gpuOperatorRelease, networkOperatorRelease } from "./releases.ts";
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
  namespaces: string[];
  releases: ReleaseSpec[];
}

export const SYSTEM_NAMESPACE = "lamplighter-system";

export function makeStack(request: PreparationRequest, expectations: readonly NodeExpectation[]): StackSpec {
  const versions = VERSION_SETS[request.versions.set];
  const rdma = expectations.some((expectation) => expectation.rdma > 0);
  const tolerations = tolerationsFor(request.nodePools.flatMap((pool) => pool.taints));
  const options = { versions, tolerations, rdma };
  const releases = rdma
    ? [networkOperatorRelease(options), gpuOperatorRelease(options)]
    : [gpuOperatorRelease(options)];
  return {
    versions,
    ...(request.registry === undefined ? {} : { registryPrefix: request.registry.prefix }),
    tolerations,
    rdma,
    namespaces: [SYSTEM_NAMESPACE, ...releases.map((release) => release.namespace)],
    releases,
  };
}
