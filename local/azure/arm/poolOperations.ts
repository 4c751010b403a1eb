/**
 * Beginning the long-running operations of agent pools. An operation is planned whole when it is accepted, and its
 * steps are scheduled at once. One pool has one operation at a time. Runs inside a world transaction.
 */
import type { ErrorDetail } from "./armError.ts";
import type { ArmWorld } from "./armWorld.ts";
import { guidOf, nodeNameOf } from "./names.ts";
import { effectiveOsSku, nodeImageVersionOf } from "./osImage.ts";
import type { CompletePool } from "./poolBody.ts";
import { plannedFailureOf } from "./poolFailure.ts";
import { scheduleNode, scheduleOperation } from "./poolSteps.ts";
import { type OperationKind, poolKey, type StoredOperation, type StoredPool } from "./state.ts";

export interface PoolWrite {
  subscriptionId: string;
  clusterKey: string;
  name: string;
  wanted: CompletePool;
  /** Left out: as they are. */
  initializationTaints?: string[];
}

/** Stores the pool as wanted and starts bringing its machines there. */
export function beginPut(arm: ArmWorld, write: PoolWrite) {
  const { subscriptionId, clusterKey, name, wanted, initializationTaints: taints } = write;
  const existing = arm.state.pools.get(poolKey(clusterKey, name));
  const before = {
    ...(existing ?? { ...newPool(clusterKey, name, wanted), ...(taints === undefined ? {} : { modelTaints: taints }) }),
    ...(taints === undefined ? {} : { initializationTaints: taints }),
  };
  const failure = plannedFailureOf(arm.settings.poolFailures?.[name], before.failures, wanted.availabilityZones);
  const added = failure === undefined ? missingIndexes(before, wanted.count) : [];
  const operation = beginOperation(arm, subscriptionId, before, kindOf(existing, wanted), failure?.error);
  const pool = grown(before, wanted, added, operation);
  arm.state.pools.set(operation.poolKey, pool);
  const acceptedAt = arm.clock.now() + arm.latencyOf("poolAccepted", name);
  const readyAt = added.map((index) => scheduleNode(arm, pool, index, acceptedAt));
  const lastNodeAt = Math.max(acceptedAt, ...readyAt);
  const succeedsAt = lastNodeAt + arm.latencyOf("poolSucceededAfterLastNode", name);
  const endsAt = failure === undefined ? succeedsAt : acceptedAt + failure.afterMs;
  scheduleOperation(arm, operation.id, acceptedAt, endsAt);
  return { pool, operation };
}

/** The machines go when the operation is accepted, the pool itself at the end. */
export function beginDelete(arm: ArmWorld, subscriptionId: string, pool: StoredPool): StoredOperation {
  const operation = beginOperation(arm, subscriptionId, pool, "Deleting");
  arm.state.pools.set(operation.poolKey, underWay(pool, operation));
  const acceptedAt = arm.clock.now() + arm.latencyOf("poolAccepted", pool.name);
  const endsAt = acceptedAt + arm.latencyOf("poolSucceededAfterLastNode", pool.name);
  scheduleOperation(arm, operation.id, acceptedAt, endsAt);
  return operation;
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

function kindOf(existing: StoredPool | undefined, wanted: CompletePool): OperationKind {
  if (existing === undefined) return "Creating";
  return existing.properties.count === wanted.count ? "Updating" : "Scaling";
}

/** A failed operation leaves fewer machines than the pool's count: the next one makes up for them. */
function missingIndexes(pool: StoredPool, count: number): number[] {
  const missing = Math.max(0, count - pool.nodes.length);
  return Array.from({ length: missing }, (_, offset) => pool.nextNodeIndex + offset);
}

function grown(before: StoredPool, wanted: CompletePool, added: number[], operation: StoredOperation): StoredPool {
  const { provisioningError: _cleared, ...rest } = underWay(before, operation);
  const machines = added.map((index) => ({ name: nodeNameOf(before.clusterKey, before.name, index), index }));
  return {
    ...rest,
    properties: wanted,
    nodes: [...before.nodes, ...machines],
    nextNodeIndex: before.nextNodeIndex + added.length,
  };
}

function underWay(pool: StoredPool, operation: StoredOperation): StoredPool {
  return {
    ...pool,
    provisioningState: operation.kind,
    revision: pool.revision + 1,
    operations: pool.operations + 1,
    operationId: operation.id,
  };
}

function beginOperation(
  arm: ArmWorld,
  subscriptionId: string,
  pool: StoredPool,
  kind: OperationKind,
  plannedError?: ErrorDetail,
): StoredOperation {
  const key = poolKey(pool.clusterKey, pool.name);
  const operation: StoredOperation = {
    id: guidOf(`${key} operation ${pool.operations + 1} at ${arm.clock.now()}`),
    poolKey: key,
    subscriptionId,
    kind,
    startedAt: arm.clock.now(),
    status: "InProgress",
    ...(plannedError === undefined ? {} : { plannedError }),
  };
  arm.state.operations.set(operation.id, operation);
  return operation;
}
