/** Clusters that exist when a scenario begins, with the machines of their pools up and ready. */
import type { ArmWorld } from "./armWorld.ts";
import { nodeNameOf } from "./names.ts";
import { nodeSpecOf } from "./nodeSpecs.ts";
import type { PoolProperties } from "./poolBody.ts";
import { newPool } from "./poolOperations.ts";
import { checkPoolName, completePool } from "./poolRules.ts";
import { type ClusterName, clusterKey, poolKey, type StoredCluster, type StoredPool } from "./state.ts";

export interface ClusterSeed extends ClusterName {
  location: string;
  kubernetesVersion: string;
  provisioningState?: string;
  powerState?: "Running" | "Stopped";
  entra?: boolean;
  localAccountsDisabled?: boolean;
  /** Without it: one system pool of two CPU nodes. */
  pools?: PoolSeed[];
}

export interface PoolSeed {
  name: string;
  properties: PoolProperties;
  provisioningState?: string;
}

const SYSTEM_POOL: PoolSeed = {
  name: "system",
  properties: { vmSize: "Standard_D4s_v5", count: 2, mode: "System" },
};

/** A cluster that the world already holds is left as it is. */
export function seedCluster(arm: ArmWorld, seed: ClusterSeed): void {
  const key = clusterKey(seed);
  if (arm.state.clusters.get(key) !== undefined) return;
  arm.world.transaction(() => {
    const cluster: StoredCluster = {
      subscriptionId: seed.subscriptionId,
      resourceGroup: seed.resourceGroup,
      name: seed.name,
      location: seed.location,
      kubernetesVersion: seed.kubernetesVersion,
      provisioningState: seed.provisioningState ?? "Succeeded",
      powerState: seed.powerState ?? "Running",
      entra: seed.entra ?? true,
      localAccountsDisabled: seed.localAccountsDisabled ?? false,
      revision: 1,
    };
    arm.state.clusters.set(key, cluster);
    for (const pool of seed.pools ?? [SYSTEM_POOL]) seedPool(arm, cluster, key, pool);
  });
}

function seedPool(arm: ArmWorld, cluster: StoredCluster, key: string, seed: PoolSeed): void {
  checkPoolName(seed.name);
  const fresh = newPool(key, seed.name, completePool(seed.properties, undefined, cluster));
  const indexes = Array.from({ length: fresh.properties.count }, (_, index) => index);
  const pool: StoredPool = {
    ...fresh,
    provisioningState: seed.provisioningState ?? "Succeeded",
    nodes: indexes.map((index) => ({ name: nodeNameOf(key, seed.name, index), index })),
    nextNodeIndex: indexes.length,
    revision: 1,
  };
  arm.state.pools.set(poolKey(key, seed.name), pool);
  for (const index of indexes) {
    arm.provisioner.addNode(nodeSpecOf(cluster, pool, index, arm.settings), arm.clock.now());
  }
}
