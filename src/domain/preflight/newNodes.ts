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
}

/** A pool that cannot become what was asked is left out: it gets no nodes as it was asked for. */
export function newNodesOf(pools: readonly PoolPlanning[]): NewNodes[] {
  return pools.flatMap(({ planned: { spec }, existing, findings }) => {
    const added = spec.count - (existing?.count ?? 0);
    if (added <= 0 || findings.length > 0) return [];
    return [{ pool: spec.name, vmSize: spec.vmSize, zones: spec.zones, added, surge: defaultSurge(spec.count) }];
  });
}

/** AKS's default max surge: a tenth of the pool, rounded up. */
function defaultSurge(count: number): number {
  return Math.ceil(count / 10);
}
