/** Finds what a request names, or refuses in ARM's words. */
import { ArmError } from "./armError.ts";
import type { ArmWorld } from "./armWorld.ts";
import type { ArmCall } from "./router.ts";
import { clusterKey, poolKey, type StoredCluster, type StoredPool } from "./state.ts";

export function requireSubscription(arm: ArmWorld, subscriptionId: string): void {
  for (const cluster of arm.state.clusters.values()) {
    if (cluster.subscriptionId.toLowerCase() === subscriptionId.toLowerCase()) return;
  }
  throw notFound("SubscriptionNotFound", `The subscription '${subscriptionId}' could not be found.`);
}

export function requireCluster(arm: ArmWorld, call: ArmCall): { cluster: StoredCluster; key: string } {
  const subscriptionId = call.parameter("subscriptionId");
  const resourceGroup = call.parameter("resourceGroup");
  const name = call.parameter("cluster");
  const key = clusterKey({ subscriptionId, resourceGroup, name });
  const cluster = arm.state.clusters.get(key);
  if (cluster !== undefined) return { cluster, key };
  requireSubscription(arm, subscriptionId);
  const groups = [...arm.state.clusters.values()].map((other) => other.resourceGroup.toLowerCase());
  if (!groups.includes(resourceGroup.toLowerCase())) {
    throw notFound("ResourceGroupNotFound", `Resource group '${resourceGroup}' could not be found.`);
  }
  throw notFound(
    "ResourceNotFound",
    `The Resource 'Microsoft.ContainerService/managedClusters/${name}' under resource group '${resourceGroup}' was not found.`,
  );
}

export function findPool(arm: ArmWorld, call: ArmCall, key: string): StoredPool | undefined {
  return arm.state.pools.get(poolKey(key, call.parameter("pool")));
}

export function requirePool(arm: ArmWorld, call: ArmCall, key: string): StoredPool {
  const pool = findPool(arm, call, key);
  if (pool !== undefined) return pool;
  throw notFound(
    "NotFound",
    `Agent pool '${call.parameter("pool")}' of cluster '${call.parameter("cluster")}' was not found.`,
  );
}

export function notFound(code: string, message: string): ArmError {
  return new ArmError(404, { code, message });
}
