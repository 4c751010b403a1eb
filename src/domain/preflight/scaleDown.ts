/** Pools whose nodes are switched off instead of deleted when they are taken away. */
import type { Finding } from "../findings.ts";
import type { PoolPlanning } from "../plannedPool.ts";

/** Such a node comes back with a new boot and its old disk: what was proven of it is stale (design.md, section 8). */
export function scaleDownFindings(pools: readonly PoolPlanning[]): Finding[] {
  return pools
    .filter(({ existing }) => existing?.scaleDownMode === "Deallocate")
    .map(({ planned }) => ({
      code: "ScaleDownDeallocates",
      severity: "warn",
      subject: `pool/${planned.spec.name}`,
      found:
        "nodes that are taken away are deallocated, not deleted: they come back with the drivers of their last boot half loaded, and unproven",
      action: `Let them be deleted instead: az aks nodepool update --name ${planned.spec.name} --scale-down-mode Delete; or prepare the cluster again whenever nodes came back.`,
    }));
}
