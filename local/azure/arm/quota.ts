/** vCPU quotas: what is used (other machines and the simulated pools), what is left, and AKS's refusals before it starts. */
import { badRequest } from "./armError.ts";
import type { ArmWorld } from "./armWorld.ts";
import type { CompletePool } from "./poolBody.ts";
import { knownVmSize } from "./poolRules.ts";
import type { StoredCluster, StoredPool } from "./state.ts";
import { VM_SIZES } from "./vmSizes.ts";

/** The regional total has this name in the usages list. */
export const REGIONAL_CORES = "cores";

/** Where a scenario says nothing, quota is never what stops a run. */
const AMPLE_LIMIT = 1_000_000;

export interface Usage {
  name: string;
  localizedName: string;
  used: number;
  limit: number;
}

export function usagesOf(arm: ArmWorld, subscriptionId: string, location: string): Usage[] {
  const families = [...new Set(VM_SIZES.map((size) => size.family))];
  return [REGIONAL_CORES, ...families].map((name) => {
    const quota = arm.settings.quotas?.[name];
    return {
      name,
      localizedName: name === REGIONAL_CORES ? "Total Regional vCPUs" : `${name} vCPUs`,
      used: (quota?.used ?? 0) + coresOfPools(arm, subscriptionId, location, name),
      limit: quota?.limit ?? AMPLE_LIMIT,
    };
  });
}

/** Throws 400 `ErrCode_InsufficientVCPUQuota` when the pool's growth does not fit. */
export function checkQuota(
  arm: ArmWorld,
  cluster: StoredCluster,
  wanted: CompletePool,
  existing: StoredPool | undefined,
) {
  const size = knownVmSize(wanted.vmSize);
  const requested = (wanted.count - (existing?.properties.count ?? 0)) * size.vCpus;
  if (requested <= 0) return;
  const usages = usagesOf(arm, cluster.subscriptionId, cluster.location);
  for (const usage of usages.filter(({ name }) => name === size.family || name === REGIONAL_CORES)) {
    const remaining = usage.limit - usage.used;
    if (requested <= remaining) continue;
    throw badRequest(
      "ErrCode_InsufficientVCPUQuota",
      `Insufficient vcpu quota requested ${requested}, remaining ${remaining} for family ${usage.name} for region ${cluster.location}.`,
    );
  }
}

/** Throws 400 when the region does not sell the size to this subscription, or not in a zone that the pool wants. */
export function checkSku(arm: ArmWorld, cluster: StoredCluster, wanted: CompletePool): void {
  const sku = arm.settings.skus?.[wanted.vmSize];
  const zones = wanted.availabilityZones ?? [];
  if (sku?.offered === false || sku?.restricted === "all") {
    throw badRequest(
      "BadRequest",
      `The VM size of ${wanted.vmSize} is not allowed in your subscription in location '${cluster.location}'.`,
    );
  }
  const refused = zones.filter((zone) => sku?.restricted?.includes(zone) || sku?.zones?.includes(zone) === false);
  if (refused.length > 0) {
    throw badRequest(
      "SkuNotAvailable",
      `The requested VM size '${wanted.vmSize}' is not available in location '${cluster.location}' in zone '${refused.join("', '")}'.`,
    );
  }
}

function coresOfPools(arm: ArmWorld, subscriptionId: string, location: string, name: string): number {
  let cores = 0;
  for (const pool of arm.state.pools.values()) {
    const cluster = arm.state.clusters.get(pool.clusterKey);
    const here =
      cluster?.location.toLowerCase() === location.toLowerCase() && cluster.subscriptionId === subscriptionId;
    const size = knownVmSize(pool.properties.vmSize);
    if (here && (name === REGIONAL_CORES || name === size.family)) cores += pool.properties.count * size.vCpus;
  }
  return cores;
}
