/** The agent pool routes: reads, and the writes that begin long-running operations. */
import { bodyText, emptyResponse, jsonResponse } from "../../world/wire.ts";
import { badRequest, conflict, preconditionFailed } from "./armError.ts";
import type { ArmWorld } from "./armWorld.ts";
import { CLUSTER_TEMPLATE, CONTAINER_SERVICE_VERSIONS, PREVIEW_VERSION } from "./clusterRoutes.ts";
import { findPool, requireCluster, requirePool } from "./lookups.ts";
import { parsePoolBody } from "./poolBody.ts";
import { beginDelete, beginPut } from "./poolOperations.ts";
import { checkPoolName, completePool } from "./poolRules.ts";
import { checkQuota, checkSku } from "./quota.ts";
import type { ArmCall, Route } from "./router.ts";
import { poolsOf, type StoredCluster, type StoredOperation, type StoredPool } from "./state.ts";
import { operationPath, poolETag, poolView } from "./views.ts";

const POOL_TEMPLATE = `${CLUSTER_TEMPLATE}/agentPools/{pool}`;
const ACTIONS = "Microsoft.ContainerService/managedClusters/agentPools";

/** What a refused caller is told to wait; AKS cannot know how long the other operation takes. */
const CONFLICT_RETRY_AFTER_SECONDS = 30;

export function poolRoutes(arm: ArmWorld): Route[] {
  const apiVersions = CONTAINER_SERVICE_VERSIONS;
  return [
    {
      method: "GET",
      template: `${CLUSTER_TEMPLATE}/agentPools`,
      apiVersions,
      action: `${ACTIONS}/read`,
      bucket: "other",
      run(call) {
        const { cluster, key } = requireCluster(arm, call);
        return jsonResponse(200, { value: poolsOf(arm.state, key).map((pool) => poolView(cluster, pool)) });
      },
    },
    {
      method: "GET",
      template: POOL_TEMPLATE,
      apiVersions,
      action: `${ACTIONS}/read`,
      bucket: "other",
      run(call) {
        const { cluster, key } = requireCluster(arm, call);
        return jsonResponse(200, poolView(cluster, requirePool(arm, call, key)));
      },
    },
    {
      method: "PUT",
      template: POOL_TEMPLATE,
      apiVersions: [...apiVersions, PREVIEW_VERSION],
      action: `${ACTIONS}/write`,
      bucket: "putAgentPool",
      run: (call) => putPool(arm, call),
    },
    {
      method: "DELETE",
      template: POOL_TEMPLATE,
      apiVersions,
      action: `${ACTIONS}/delete`,
      bucket: "other",
      run: (call) => deletePool(arm, call),
    },
  ];
}

function putPool(arm: ArmWorld, call: ArmCall) {
  const { cluster, key } = requireCluster(arm, call);
  const name = call.parameter("pool");
  checkPoolName(name);
  const existing = findPool(arm, call, key);
  checkPreconditions(call, existing);
  const requested = parsePoolBody(bodyText(call.request));
  checkFree(cluster, existing);
  const wanted = completePool(requested, existing, cluster);
  checkSku(arm, cluster, wanted);
  checkQuota(arm, cluster, wanted, existing);
  arm.checkMachines?.(name, wanted);
  const { pool, operation } = beginPut(arm, { subscriptionId: cluster.subscriptionId, clusterKey: key, name, wanted });
  return jsonResponse(
    existing === undefined ? 201 : 200,
    poolView(cluster, pool),
    pollingLinks(call, cluster, operation),
  );
}

function deletePool(arm: ArmWorld, call: ArmCall) {
  const { cluster, key } = requireCluster(arm, call);
  const pool = findPool(arm, call, key);
  checkPreconditions(call, pool);
  if (pool === undefined) return emptyResponse(204);
  checkFree(cluster, pool);
  const systemPools = poolsOf(arm.state, key).filter((other) => other.properties.mode === "System");
  if (pool.properties.mode === "System" && systemPools.length === 1) {
    throw badRequest("OperationNotAllowed", `Agent pool '${pool.name}' is the cluster's last system pool.`);
  }
  return emptyResponse(202, pollingLinks(call, cluster, beginDelete(arm, cluster.subscriptionId, pool)));
}

function checkPreconditions(call: ArmCall, pool: StoredPool | undefined): void {
  const ifMatch = call.request.headers["if-match"];
  const ifNoneMatch = call.request.headers["if-none-match"];
  const eTag = pool === undefined ? undefined : poolETag(pool);
  if (ifMatch !== undefined && (eTag === undefined || (ifMatch !== "*" && ifMatch !== eTag))) {
    throw preconditionFailed(`If-Match '${ifMatch}' does not match the agent pool's eTag '${eTag ?? "none"}'.`);
  }
  if (ifNoneMatch !== undefined && eTag !== undefined && (ifNoneMatch === "*" || ifNoneMatch === eTag)) {
    throw preconditionFailed(`If-None-Match '${ifNoneMatch}' does not hold: the agent pool's eTag is '${eTag}'.`);
  }
}

/** Neither another operation on the pool nor the cluster's own state stands in the way. */
export function checkFree(cluster: StoredCluster, pool: StoredPool | undefined): void {
  if (pool?.operationId !== undefined) {
    throw conflict(
      `Operation is not allowed: Another agentpool operation (${pool.name} - ${pool.provisioningState}) is in progress, please wait for it to finish before starting a new operation. See https://aka.ms/aks-pending-operation for more details.`,
      CONFLICT_RETRY_AFTER_SECONDS,
    );
  }
  if (!["Succeeded", "Failed", "Canceled"].includes(cluster.provisioningState)) {
    throw conflict(
      `Operation is not allowed: Another operation (${cluster.provisioningState}) is in progress, please wait for it to finish before starting a new operation. See https://aka.ms/aks-pending-operation for more details.`,
      CONFLICT_RETRY_AFTER_SECONDS,
    );
  }
  if (cluster.powerState === "Stopped") {
    throw badRequest("OperationNotAllowed", `Managed cluster '${cluster.name}' is stopped; start it first.`);
  }
}

function pollingLinks(call: ArmCall, cluster: StoredCluster, operation: StoredOperation): Record<string, string> {
  const link = (kind: string) =>
    `${call.origin}${operationPath(cluster.subscriptionId, cluster.location, operation.id, kind)}?api-version=${CONTAINER_SERVICE_VERSIONS[0]}`;
  return { "azure-asyncoperation": link("operations"), location: link("operationresults") };
}
