/** What is found in a cluster, and plans made for it. */
import { GUIDE_CATALOG } from "../../src/domain/catalog.ts";
import { REGIONAL_QUOTA, type SizeOffer, type VcpuQuota } from "../../src/domain/computeLimits.ts";
import type { ReleaseSpec, ReleaseView } from "../../src/domain/helmRelease.ts";
import type { Inventory, NodeView } from "../../src/domain/inventory.ts";
import type { ManagedClusterView } from "../../src/domain/nodePool.ts";
import { makePlan, type Plan } from "../../src/domain/plan.ts";
import type { PreparationRequest } from "../../src/domain/request.ts";
import { poolMadeOf } from "./pools.ts";
import { aRequest } from "./requests.ts";

export function aCluster(changes: Partial<ManagedClusterView> = {}): ManagedClusterView {
  return {
    location: "eastus",
    kubernetesVersion: "1.34.2",
    provisioningState: "Succeeded",
    powerState: "Running",
    privateCluster: false,
    ...changes,
  };
}

/** A running cluster without GPU pools and without releases, in a region where every size is to be had. */
export function anInventory(changes: Partial<Inventory> = {}): Inventory {
  const offers = GUIDE_CATALOG.map(({ vmSize }) => anOffer({ vmSize }));
  return {
    cluster: aCluster(),
    nodePools: [],
    releases: [],
    nodes: undefined,
    offers,
    quotas: [REGIONAL_QUOTA, FAMILY].map((name) => aQuota({ name })),
    infinibandFeature: "Registered",
    grants: [],
    missingKubernetesRights: [],
    featureDiscoveries: [],
    stackObjects: [],
    refused: [],
    ...changes,
  };
}

const FAMILY = "standardGpuFamily";

export function anOffer(changes: Partial<SizeOffer> & { vmSize: string }): SizeOffer {
  return { family: FAMILY, vCpus: 96, zones: ["1", "2", "3"], restrictions: [], ...changes };
}

export function aQuota(changes: Partial<VcpuQuota> = {}): VcpuQuota {
  return { name: FAMILY, used: 0, limit: 1_000_000, ...changes };
}

export function aPlan(request: PreparationRequest = aRequest(), inventory: Inventory = anInventory()): Plan {
  return makePlan(request, inventory, GUIDE_CATALOG);
}

/** The world after a plan has been carried out. */
export function inventoryAfter(plan: Plan): Inventory {
  return anInventory({
    nodePools: plan.pools.map((pool) => poolMadeOf(pool.spec)),
    releases: plan.stack.releases.map((release) => releaseMadeOf(release)),
    nodes: plan.pools.flatMap(({ spec }) => nodesOfPool(spec.name, spec.count)),
  });
}

export function nodesOfPool(pool: string, count: number, proven = true): NodeView[] {
  return Array.from({ length: count }, (_, index) => ({ name: `aks-${pool}-${index}`, pool, proven }));
}

export function releaseMadeOf(release: ReleaseSpec, changes: Partial<ReleaseView> = {}): ReleaseView {
  const { name, namespace, version, values } = release;
  return { name, namespace, chartVersion: version, values, status: "deployed", revision: 1, ...changes };
}
