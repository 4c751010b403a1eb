/**
 * The pools of simulated Azure beside a given cluster: it makes no machines, and takes the nodes with a pool's label as
 * the pool's.
 */
import { badRequest } from "../azure/arm/armError.ts";
import type { CompletePool } from "../azure/arm/poolBody.ts";
import { openArmState, poolKey, poolsOf } from "../azure/arm/state.ts";
import type { NodeProvisioner } from "../kubernetes/nodeProvisioner.ts";
import type { WorldStore } from "../world/worldStore.ts";
import { type ClusterReads, POOL_LABEL } from "./clusterReads.ts";

export interface AdoptedPools {
  /** Looks which nodes there are, and lets every pool have as many. Rejects when the cluster cannot be asked. */
  refresh(): Promise<void>;
  /** Throws Azure's refusal of a pool that has not as many nodes as it is to have, as of the last `refresh`. */
  checkMachines(pool: string, wanted: CompletePool): void;
}

/** Whatever is to come is there already, and nothing is taken away. */
export const NO_MACHINES: NodeProvisioner = { addNode() {}, removeNode() {}, updatePool() {} };

export function createAdoptedPools(world: WorldStore, clusterKey: string, reads: ClusterReads): AdoptedPools {
  const state = openArmState(world);
  let sizes: ReadonlyMap<string, number> = new Map();

  function resize(): void {
    for (const pool of poolsOf(state, clusterKey)) {
      const count = sizes.get(pool.name) ?? 0;
      if (pool.operationId !== undefined || pool.properties.count === count) continue;
      const properties = { ...pool.properties, count };
      state.pools.set(poolKey(clusterKey, pool.name), { ...pool, properties, revision: pool.revision + 1 });
    }
  }

  return {
    async refresh() {
      sizes = await reads.poolSizes();
      world.transaction(resize);
    },
    checkMachines(pool, { count }) {
      const size = sizes.get(pool) ?? 0;
      if (size === count && size > 0) return;
      throw badRequest(
        "InvalidParameter",
        size === 0 ? unlabelled(pool) : miscounted(pool, count, size),
        "properties.count",
      );
    },
  };
}

function unlabelled(pool: string): string {
  return `Agent pool '${pool}' has no nodes: Azure is simulated beside a given cluster and makes no machines. Label the nodes that are the pool's: kubectl label node NAME ${POOL_LABEL}=${pool}`;
}

function miscounted(pool: string, wanted: number, size: number): string {
  return `Agent pool '${pool}' is to have ${wanted} nodes, but ${size} carry its label. Label as many as it is to have (kubectl label node NAME ${POOL_LABEL}=${pool}), or ask for ${size}.`;
}
