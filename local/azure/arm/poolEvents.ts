/** What happens to a pool without the app: a machine vanishes, somebody scales. Call inside a world transaction. */
import type { ArmWorld } from "./armWorld.ts";
import { nodeNameOf } from "./names.ts";
import { beginPut } from "./poolOperations.ts";
import { scheduleNode } from "./poolSteps.ts";
import { type ClusterName, clusterKey, poolKey, type StoredPool } from "./state.ts";

/** `replaced`: the scale set, which is short of its capacity, makes another machine; else it stays short. */
export function loseMachine(arm: ArmWorld, cluster: ClusterName, name: string, replaced: boolean): void {
  const key = clusterKey(cluster);
  const pool = [...arm.state.pools.values()].find(
    (candidate) => candidate.clusterKey === key && candidate.nodes.some((node) => node.name === name),
  );
  if (pool === undefined) throw new Error(`No pool of ${key} has the machine ${name}`);
  arm.provisioner.removeNode(name);
  const left = { ...pool, nodes: pool.nodes.filter((node) => node.name !== name) };
  const next = replaced ? withNewMachine(left) : left;
  arm.state.pools.set(poolKey(key, pool.name), next);
  if (replaced) scheduleNode(arm, next, pool.nextNodeIndex, arm.clock.now());
}

function withNewMachine(pool: StoredPool): StoredPool {
  const index = pool.nextNodeIndex;
  const machine = { name: nodeNameOf(pool.clusterKey, pool.name, index), index };
  return { ...pool, nodes: [...pool.nodes, machine], nextNodeIndex: index + 1 };
}

/** A PUT of the pool as it is, but for its count. Throws when the pool is busy: AKS refuses it then. */
export function scalePool(arm: ArmWorld, cluster: ClusterName, name: string, count: number): void {
  const key = clusterKey(cluster);
  const pool = arm.state.pools.get(poolKey(key, name));
  if (pool === undefined) throw new Error(`Simulated ARM has no pool ${name} to scale`);
  if (pool.operationId !== undefined) throw new Error(`The pool ${name} is ${pool.provisioningState}: it cannot scale`);
  const { subscriptionId } = cluster;
  beginPut(arm, { subscriptionId, clusterKey: key, name, wanted: { ...pool.properties, count } });
}
