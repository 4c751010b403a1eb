/** Every requested pool beside the one that exists: what is done about it, and what its nodes must turn out to be. */
import { type Catalog, findSize } from "./catalog.ts";
import type { Finding } from "./findings.ts";
import { GATE_TAINT } from "./gate.ts";
import { expectationOf, type NodeExpectation } from "./nodeExpectation.ts";
import type { DriverMode, NodePoolSpec, NodePoolView } from "./nodePool.ts";
import { poolsForPaths } from "./pathPools.ts";
import { type PoolAction, planPool } from "./poolPlan.ts";
import type { PreparationRequest, RequestedPool } from "./request.ts";

export interface PlannedPool {
  spec: NodePoolSpec;
  action: PoolAction;
  expectation: NodeExpectation;
  /** Where it is tried, one after the other, when its zone has no capacity. */
  fallbackZones?: string[];
  /** The request names no pools: this one follows from its well-lit paths. */
  derived?: true;
}

export interface PoolPlanning {
  planned: PlannedPool;
  existing: NodePoolView | undefined;
  /** Why the pool cannot become what was asked. */
  findings: Finding[];
}

export function planPools(
  request: PreparationRequest,
  existing: readonly NodePoolView[],
  catalog: Catalog,
): PoolPlanning[] {
  const isDerived = request.nodePools.length === 0;
  const pools = isDerived ? poolsForPaths(request.wellLitPaths, existing, catalog) : request.nodePools;
  return pools.map((pool) => {
    const view = existing.find(({ name }) => name === pool.name);
    const planning = planRequestedPool(request, pool, view, catalog);
    return isDerived ? { ...planning, planned: { ...planning.planned, derived: true } } : planning;
  });
}

export function driverModeOf(profile: PreparationRequest["profile"]): DriverMode {
  return profile === "self-managed" ? "None" : "Install";
}

function planRequestedPool(
  { profile, gate, allow }: PreparationRequest,
  pool: RequestedPool,
  existing: NodePoolView | undefined,
  catalog: Catalog,
): PoolPlanning {
  const size = findSize(catalog, pool.vmSize);
  if (size === undefined)
    throw new Error(`Pool ${pool.name}: ${pool.vmSize} is not in the catalogue, though the request was accepted`);
  const spec: NodePoolSpec = {
    name: pool.name,
    vmSize: size.vmSize,
    count: pool.count,
    osSku: pool.osSku,
    driver: driverModeOf(profile),
    zones: allow.zoneFallback && pool.zones.length > 0 ? (existing?.zones ?? pool.zones) : pool.zones,
    labels: pool.labels,
    taints: pool.taints,
    ...(gate ? { initializationTaints: [GATE_TAINT] } : {}),
    ...(pool.autoscale === undefined ? {} : { autoscale: pool.autoscale }),
  };
  const decision = planPool(spec, existing);
  const planned: PlannedPool = {
    spec: decision.spec,
    action: decision.action,
    expectation: expectationOf(size, spec.driver),
  };
  return { planned, existing, findings: decision.findings };
}
