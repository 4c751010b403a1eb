/** What is found in a cluster, and plans made for it. */
import { GUIDE_CATALOG } from "../../src/domain/catalog.ts";
import type { ReleaseSpec, ReleaseView } from "../../src/domain/helmRelease.ts";
import type { Inventory } from "../../src/domain/inventory.ts";
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

/** A running cluster without GPU pools and without releases. */
export function anInventory(changes: Partial<Inventory> = {}): Inventory {
  return { cluster: aCluster(), nodePools: [], releases: [], ...changes };
}

export function aPlan(request: PreparationRequest = aRequest(), inventory: Inventory = anInventory()): Plan {
  return makePlan(request, inventory, GUIDE_CATALOG);
}

/** The world after a plan has been carried out. */
export function inventoryAfter(plan: Plan): Inventory {
  return anInventory({
    nodePools: plan.pools.map((pool) => poolMadeOf(pool.spec)),
    releases: plan.stack.releases.map((release) => releaseMadeOf(release)),
  });
}

export function releaseMadeOf(release: ReleaseSpec, changes: Partial<ReleaseView> = {}): ReleaseView {
  const { name, namespace, version, values } = release;
  return { name, namespace, chartVersion: version, values, status: "deployed", revision: 1, ...changes };
}
