/** The machines that a request makes Azure find: what is there already needs no quota and no offer any more. */
import type { PoolPlanning } from "../plannedPool.ts";

export interface NewNodes {
  pool: string;
  vmSize: string;
  zones: readonly string[];
  /** What the pool gets now. */
  added: number;
  /** What AKS adds beside the pool's nodes while it upgrades them. */
  surge: number;
  /** What its autoscaler may add beyond that, later. */
  later: number;
}

/** A pool that cannot become what was asked is left out: it gets no nodes as it was asked for. */
export function newNodesOf(pools: readonly PoolPlanning[]): NewNodes[] {
  return pools.flatMap(({ planned: { spec }, existing, findings }) => {
    const added = spec.count - (existing?.count ?? 0);
    if (added <= 0 || findings.length > 0) return [];
    const surge = surgeOf(spec.count, existing?.maxSurge);
    const later = (spec.autoscale?.max ?? spec.count) - spec.count;
    return [{ pool: spec.name, vmSize: spec.vmSize, zones: spec.zones, added, surge, later }];
  });
}

/** AKS rounds up. Its default is a tenth of the pool. */
function surgeOf(count: number, maxSurge = "10%"): number {
  const amount = Number.parseInt(maxSurge, 10);
  return maxSurge.endsWith("%") ? Math.ceil((count * amount) / 100) : amount;
}
