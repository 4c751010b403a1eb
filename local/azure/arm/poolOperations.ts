/**
 * The long-running operations of agent pools. An operation is planned whole when it is accepted: its steps are events
 * of the shared schedule, so that it goes on in a new process. One pool has one operation at a time.
 */
import type { ArmWorld } from "./armWorld.ts";
import { guidOf, nodeNameOf } from "./names.ts";
import { nodeSpecOf, poolLabels, poolTaints } from "./nodeSpecs.ts";
import { effectiveOsSku, nodeImageVersionOf } from "./osImage.ts";
import type { CompletePool } from "./poolBody.ts";
import { plannedFailureOf } from "./poolFailure.ts";
import { type OperationKind, poolKey, type StoredCluster, type StoredOperation, type StoredPool } from "./state.ts";

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

/** Stores the pool as wanted and starts bringing its machines there. */
export function beginPut(
  arm: ArmWorld,
  cluster: StoredCluster,
  clusterKey: string,
  name: string,
  wanted: CompletePool,
) {
  const key = poolKey(clusterKey, name);
  const existing = arm.state.pools.get(key);
  const kind =
    existing === undefined ? "Creating" : existing.properties.count === wanted.count ? "Updating" : "Scaling";
  const before = existing ?? newPool(clusterKey, name, wanted);
  const { provisioningError: _cleared, ...rest } = before;
  const operation = newOperation(arm, cluster, before, kind);
  const acceptedAt = arm.clock.now() + arm.latencyOf("poolAccepted", name);
  const failure = plannedFailureOf(arm.settings.poolFailures?.[name], before.failures);
  const missing = failure === undefined ? Math.max(0, wanted.count - before.nodes.length) : 0;
  const added = Array.from({ length: missing }, (_, offset) => before.nextNodeIndex + offset);
  const pool: StoredPool = {
    ...rest,
    properties: wanted,
    provisioningState: kind,
    nodes: [...before.nodes, ...added.map((index) => ({ name: nodeNameOf(clusterKey, name, index), index }))],
    nextNodeIndex: before.nextNodeIndex + added.length,
    revision: before.revision + 1,
    operations: before.operations + 1,
    operationId: operation.id,
  };
  arm.state.pools.set(key, pool);
  const readyAt = added.map((index) => scheduleNode(arm, pool, index, acceptedAt));
  const lastStepAt = Math.max(acceptedAt, ...readyAt);
  const endsAt =
    failure === undefined
      ? lastStepAt + arm.latencyOf("poolSucceededAfterLastNode", name)
      : acceptedAt + failure.afterMs;
  arm.state.operations.set(
    operation.id,
    failure === undefined ? operation : { ...operation, plannedError: failure.error },
  );
  scheduleSteps(arm, operation, acceptedAt, endsAt);
  return { pool, operation };
}

/** The machines go when the operation is accepted, the pool itself at the end. */
export function beginDelete(arm: ArmWorld, cluster: StoredCluster, pool: StoredPool): StoredOperation {
  const operation = newOperation(arm, cluster, pool, "Deleting");
  const acceptedAt = arm.clock.now() + arm.latencyOf("poolAccepted", pool.name);
  arm.state.pools.set(poolKey(pool.clusterKey, pool.name), {
    ...pool,
    provisioningState: "Deleting",
    revision: pool.revision + 1,
    operations: pool.operations + 1,
    operationId: operation.id,
  });
  arm.state.operations.set(operation.id, operation);
  scheduleSteps(arm, operation, acceptedAt, acceptedAt + arm.latencyOf("poolSucceededAfterLastNode", pool.name));
  return operation;
}

/** Registers what happens at each step. Once, before the schedule starts. */
export function preparePoolOperations(arm: ArmWorld): void {
  arm.schedule.on<NodeEvent>("arm.node.registers", (event) => registerNode(arm, event));
  arm.schedule.on<OperationEvent>("arm.operation.accepted", ({ operationId }) => applyToNodes(arm, operationId));
  arm.schedule.on<OperationEvent>("arm.operation.ends", ({ operationId }, dueAt) => end(arm, operationId, dueAt));
}

export function newPool(clusterKey: string, name: string, properties: CompletePool): StoredPool {
  return {
    clusterKey,
    name,
    properties,
    provisioningState: "Creating",
    nodeImageVersion: nodeImageVersionOf(effectiveOsSku(properties.osSKU, properties.orchestratorVersion)),
    kubernetesVersion: properties.orchestratorVersion,
    nodes: [],
    nextNodeIndex: 0,
    revision: 0,
    operations: 0,
    failures: 0,
  };
}

function newOperation(arm: ArmWorld, cluster: StoredCluster, pool: StoredPool, kind: OperationKind): StoredOperation {
  const key = poolKey(pool.clusterKey, pool.name);
  return {
    id: guidOf(`${key} operation ${pool.operations + 1} at ${arm.clock.now()}`),
    poolKey: key,
    subscriptionId: cluster.subscriptionId,
    kind,
    startedAt: arm.clock.now(),
    status: "InProgress",
  };
}

function scheduleNode(arm: ArmWorld, pool: StoredPool, index: number, acceptedAt: number): number {
  const name = nodeNameOf(pool.clusterKey, pool.name, index);
  const readyAt = acceptedAt + arm.latencyOf("nodeReady", name);
  const event: NodeEvent = { poolKey: poolKey(pool.clusterKey, pool.name), index, readyAt };
  const registersAt = Math.max(acceptedAt, readyAt - REGISTERS_BEFORE_READY_MS);
  arm.schedule.at(`arm/node/${name}`, registersAt, "arm.node.registers", event);
  return readyAt;
}

function scheduleSteps(arm: ArmWorld, operation: StoredOperation, acceptedAt: number, endsAt: number): void {
  const event: OperationEvent = { operationId: operation.id };
  arm.schedule.at(`arm/operation/${operation.id}/accepted`, acceptedAt, "arm.operation.accepted", event);
  arm.schedule.at(`arm/operation/${operation.id}/ends`, endsAt, "arm.operation.ends", event);
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
  if (wanted > 0) {
    arm.provisioner.updatePool(pool.name, { labels: poolLabels(cluster, pool), taints: poolTaints(pool) });
  }
}

function end(arm: ArmWorld, operationId: string, endedAt: number): void {
  const operation = existingOperation(arm, operationId);
  const { pool } = subjectOf(arm, operation.poolKey);
  const { plannedError } = operation;
  const { operationId: _ended, ...settled } = { ...pool, revision: pool.revision + 1 };
  if (plannedError !== undefined) {
    arm.state.operations.set(operationId, { ...operation, status: "Failed", endedAt, error: plannedError });
    const failures = pool.failures + 1;
    const failed = { ...settled, provisioningState: "Failed", provisioningError: plannedError, failures };
    arm.state.pools.set(operation.poolKey, failed);
    return;
  }
  arm.state.operations.set(operationId, { ...operation, status: "Succeeded", endedAt });
  if (operation.kind === "Deleting") arm.state.pools.delete(operation.poolKey);
  else arm.state.pools.set(operation.poolKey, { ...settled, provisioningState: "Succeeded" });
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
