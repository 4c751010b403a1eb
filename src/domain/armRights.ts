/** What the app does in Azure, as Azure RBAC names it. */
import { type ClusterRef, clusterResourceId } from "./clusterRef.ts";
import type { FeatureAction } from "./infinibandFeature.ts";
import type { ArmRight } from "./inventory.ts";
import type { PlannedPool } from "./plannedPool.ts";

export function clusterRight(cluster: ClusterRef, action: string): ArmRight {
  return { action: `Microsoft.ContainerService/managedClusters/${action}`, scope: clusterResourceId(cluster) };
}

export function poolWriteRight(cluster: ClusterRef): ArmRight {
  return clusterRight(cluster, "agentPools/write");
}

export function featureReadRight(subscriptionId: string): ArmRight {
  return onSubscription(subscriptionId, "Microsoft.Features/providers/features/read");
}

export function featureRegisterRight(subscriptionId: string): ArmRight {
  return onSubscription(subscriptionId, "Microsoft.Features/providers/features/register/action");
}

export function providerRight(subscriptionId: string): ArmRight {
  return onSubscription(subscriptionId, "Microsoft.ContainerService/register/action");
}

/** What a plan writes in Azure. */
export function neededGrants(
  cluster: ClusterRef,
  pools: readonly PlannedPool[],
  feature: FeatureAction | undefined,
): ArmRight[] {
  const { subscriptionId } = cluster;
  const changed = pools.filter(({ action }) => action !== "none");
  return [
    ...(changed.length > 0 ? [poolWriteRight(cluster)] : []),
    ...(pools.some(({ fallbackZones }) => fallbackZones !== undefined)
      ? [clusterRight(cluster, "agentPools/delete")]
      : []),
    // Gated pools are asked for with their cluster.
    ...(changed.some(({ spec }) => spec.initializationTaints !== undefined) ? [clusterRight(cluster, "write")] : []),
    ...(feature === "register" ? [featureRegisterRight(subscriptionId), providerRight(subscriptionId)] : []),
  ];
}

function onSubscription(subscriptionId: string, action: string): ArmRight {
  return { action, scope: `/subscriptions/${subscriptionId}` };
}
