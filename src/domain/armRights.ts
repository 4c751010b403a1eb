/**
 * What the app does in Azure, as Azure RBAC names it. `infra/roleActions.json` grants these and no other; tests hold both
 * against what the app really asks.
 */
import { type ClusterRef, clusterResourceId } from "./clusterRef.ts";
import type { FeatureAction } from "./infinibandFeature.ts";
import type { ArmRight } from "./inventory.ts";
import type { PlannedPool } from "./plannedPool.ts";

const MANAGED_CLUSTERS = "Microsoft.ContainerService/managedClusters";

/** On each cluster. */
export const CLUSTER_ACTIONS = [
  "Microsoft.Authorization/permissions/read",
  `${MANAGED_CLUSTERS}/read`,
  `${MANAGED_CLUSTERS}/write`,
  `${MANAGED_CLUSTERS}/agentPools/read`,
  `${MANAGED_CLUSTERS}/agentPools/write`,
  `${MANAGED_CLUSTERS}/agentPools/delete`,
] as const;

/** On each cluster, by `LAMPLIGHTER_CLUSTER_CREDENTIALS`. */
export const CREDENTIAL_ACTIONS = {
  entra: `${MANAGED_CLUSTERS}/listClusterUserCredential/action`,
  admin: `${MANAGED_CLUSTERS}/listClusterAdminCredential/action`,
} as const;

/** On each cluster's subscription. */
export const SUBSCRIPTION_ACTIONS = [
  "Microsoft.Authorization/permissions/read",
  "Microsoft.Compute/locations/usages/read",
  "Microsoft.Compute/skus/read",
  "Microsoft.ContainerService/register/action",
  "Microsoft.Features/providers/features/read",
  "Microsoft.Features/providers/features/register/action",
] as const;

type WithoutPrefix<Action extends string> = Action extends `${typeof MANAGED_CLUSTERS}/${infer Rest}` ? Rest : never;

type SubscriptionAction = (typeof SUBSCRIPTION_ACTIONS)[number];

export function clusterRight(cluster: ClusterRef, action: WithoutPrefix<(typeof CLUSTER_ACTIONS)[number]>): ArmRight {
  return { action: `${MANAGED_CLUSTERS}/${action}`, scope: clusterResourceId(cluster) };
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

function onSubscription(subscriptionId: string, action: SubscriptionAction): ArmRight {
  return { action, scope: `/subscriptions/${subscriptionId}` };
}
