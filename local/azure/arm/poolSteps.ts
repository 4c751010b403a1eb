/**
 * The steps of a pool's operation as events of the shared schedule: machines register, labels and taints reach the
 * nodes, the operation ends. All that a step needs is in the world, so that it also happens in a later process.
 */
import type { ArmWorld } from "./armWorld.ts";
import { nodeNameOf } from "./names.ts";
import { nodeSpecOf, poolLabels, poolTaints } from "./nodeSpecs.ts";
import { poolKey, type StoredCluster, type StoredOperation, type StoredPool } from "./state.ts";

/** A machine registers with Kubernetes this long before its node turns Ready. */
const REGISTERS_BEFORE_READY_MS = 20_000;

interface NodeEvent {
  poolKey: string;
  index: number;
  readyAt: number;
}

interface OperationEvent {
  operationId: string;
}

/** Registers what happens at each step. Once, before the schedule starts. */
export function preparePoolSteps(arm: ArmWorld): void {
  arm.schedule.on<NodeEvent>("arm.node.registers", (event) => registerNode(arm, event));
  arm.schedule.on<OperationEvent>("arm.operation.accepted", ({ operationId }) => applyToNodes(arm, operationId));
  arm.schedule.on<OperationEvent>("arm.operation.ends", ({ operationId }, dueAt) => end(arm, operationId, dueAt));
}

/** Answers when the node will be ready. */
export function scheduleNode(arm: ArmWorld, pool: StoredPool, index: number, acceptedAt: number): number {
  const name = nodeNameOf(pool.clusterKey, pool.name, index);
  const readyAt = acceptedAt + arm.latencyOf("nodeReady", name);
  const event: NodeEvent = { poolKey: poolKey(pool.clusterKey, pool.name), index, readyAt };
  const registersAt = Math.max(acceptedAt, readyAt - REGISTERS_BEFORE_READY_MS);
  arm.schedule.at(`arm/node/${name}`, registersAt, "arm.node.registers", event);
  return readyAt;
}

export function scheduleOperation(arm: ArmWorld, operationId: string, acceptedAt: number, endsAt: number): void {
  const event: OperationEvent = { operationId };
  arm.schedule.at(`arm/operation/${operationId}/accepted`, acceptedAt, "arm.operation.accepted", event);
  arm.schedule.at(`arm/operation/${operationId}/ends`, endsAt, "arm.operation.ends", event);
}

function registerNode(arm: ArmWorld, event: NodeEvent): void {
  const { pool, cluster } = subjectOf(arm, event.poolKey);
  arm.provisioner.addNode(nodeSpecOf(cluster, pool, event.index, arm.settings), event.readyAt);
}

/** Surplus machines leave, the newest first; the others get the pool's labels and taints. */
function applyToNodes(arm: ArmWorld, operationId: string): void {
  const operation = existingOperation(arm, operationId);
  if (operation.plannedError !== undefined || operation.kind === "Creating") return;
  const { pool, cluster } = subjectOf(arm, operation.poolKey);
  const wanted = operation.kind === "Deleting" ? 0 : pool.properties.count;
  for (const surplus of pool.nodes.slice(wanted)) arm.provisioner.removeNode(surplus.name);
  arm.state.pools.set(operation.poolKey, { ...pool, nodes: pool.nodes.slice(0, wanted) });
  if (wanted === 0) return;
  arm.provisioner.updatePool(pool.name, { labels: poolLabels(cluster, pool), taints: poolTaints(pool) });
}

function end(arm: ArmWorld, operationId: string, endedAt: number): void {
  const operation = existingOperation(arm, operationId);
  const { pool } = subjectOf(arm, operation.poolKey);
  if (operation.plannedError !== undefined) fail(arm, operation, pool, endedAt);
  else succeed(arm, operation, pool, endedAt);
}

function succeed(arm: ArmWorld, operation: StoredOperation, pool: StoredPool, endedAt: number): void {
  arm.state.operations.set(operation.id, { ...operation, status: "Succeeded", endedAt });
  if (operation.kind === "Deleting") arm.state.pools.delete(operation.poolKey);
  else arm.state.pools.set(operation.poolKey, { ...settled(pool), provisioningState: "Succeeded" });
}

function fail(arm: ArmWorld, operation: StoredOperation, pool: StoredPool, endedAt: number): void {
  const { plannedError: error } = operation;
  if (error === undefined) throw new Error(`Operation ${operation.id} was to fail, but nothing says how`);
  arm.state.operations.set(operation.id, { ...operation, status: "Failed", endedAt, error });
  const failed = { ...settled(pool), provisioningState: "Failed", provisioningError: error };
  arm.state.pools.set(operation.poolKey, { ...failed, failures: pool.failures + 1 });
}

/** The pool without an operation under way. */
function settled(pool: StoredPool): StoredPool {
  const { operationId: _ended, ...rest } = pool;
  return { ...rest, revision: pool.revision + 1 };
}

function existingOperation(arm: ArmWorld, operationId: string): StoredOperation {
  const operation = arm.state.operations.get(operationId);
  if (operation === undefined) throw new Error(`Simulated ARM has no operation ${operationId}, yet it was scheduled`);
  return operation;
}

function subjectOf(arm: ArmWorld, key: string): { pool: StoredPool; cluster: StoredCluster } {
  const pool = arm.state.pools.get(key);
  const cluster = pool === undefined ? undefined : arm.state.clusters.get(pool.clusterKey);
  if (pool === undefined || cluster === undefined) throw new Error(`Simulated ARM lost the pool ${key}`);
  return { pool, cluster };
}
