/** What stands in the way before anything is changed or paid for; every finding at once, one file for each concern. */
import { neededGrants } from "../armRights.ts";
import type { Catalog } from "../catalog.ts";
import type { Finding } from "../findings.ts";
import type { FeatureAction } from "../infinibandFeature.ts";
import type { Inventory } from "../inventory.ts";
import { driverModeOf, type PoolPlanning } from "../plannedPool.ts";
import type { PreparationRequest } from "../request.ts";
import type { StackSpec } from "../stack.ts";
import { certificateFindings } from "./certificates.ts";
import { clusterNotFound, clusterStateFindings } from "./clusterState.ts";
import { driverConflicts, operatorConflicts } from "./driverModes.ts";
import { duplicateDiscoveries } from "./featureDiscovery.ts";
import { gateFindings } from "./gateFeature.ts";
import { infinibandFindings } from "./infiniband.ts";
import { missingKubernetesRights } from "./kubernetesRights.ts";
import { missingGrants, missingRights } from "./missingRights.ts";
import { newNodesOf } from "./newNodes.ts";
import { osReleaseFindings } from "./osRelease.ts";
import { pathFindings } from "./paths.ts";
import { quotaFindings } from "./quota.ts";
import { scaleDownFindings } from "./scaleDown.ts";
import { sizeFindings } from "./sizes.ts";
import { versionFindings } from "./versions.ts";

export interface PreflightInput {
  request: PreparationRequest;
  inventory: Inventory;
  pools: readonly PoolPlanning[];
  stack: StackSpec;
  feature: FeatureAction | undefined;
  catalog: Catalog;
}

export function preflight({ request, inventory, pools, stack, feature, catalog }: PreflightInput): Finding[] {
  const driver = driverModeOf(request.profile);
  const planned = pools.map((pool) => pool.planned);
  const { cluster, nodePools, releases, refused, infinibandFeature } = inventory;
  if (cluster === undefined) return refused.length === 0 ? [clusterNotFound()] : missingRights(refused);
  return [
    ...clusterStateFindings(cluster),
    ...missingRights(refused),
    ...missingGrants(neededGrants(request.cluster, planned, feature), inventory.grants),
    ...missingKubernetesRights(inventory.missingKubernetesRights),
    ...infinibandFindings(infinibandFeature, request.allow.registerFeature),
    ...driverConflicts(nodePools, driver, catalog),
    ...operatorConflicts(releases, driver),
    ...duplicateDiscoveries(inventory.featureDiscoveries, stack),
    ...pools.flatMap(({ findings }) => findings),
    ...scaleDownFindings(pools),
    ...certificateFindings(inventory.nodes),
    ...pathFindings(request.wellLitPaths, planned, catalog),
    ...versionFindings(stack, releases),
    ...osReleaseFindings(pools, cluster),
    ...gateFindings(inventory),
    ...limitFindings(inventory, pools, cluster.location),
  ];
}

/** Limits that were not read are no reason to go on: either there is no need of them, or it is a bug. */
function limitFindings(
  { offers, quotas, refused }: Inventory,
  pools: readonly PoolPlanning[],
  location: string,
): Finding[] {
  const newNodes = newNodesOf(pools);
  if (newNodes.length === 0) return [];
  if (refused.length === 0 && (offers === undefined || quotas === undefined)) {
    throw new Error("Pools need new nodes, and the region's offers and quotas have not been read");
  }
  if (offers === undefined) return [];
  return [
    ...sizeFindings(newNodes, offers, location),
    ...(quotas === undefined ? [] : quotaFindings(newNodes, offers, quotas, location)),
  ];
}
