/**
 * PUT of a whole cluster at the preview version: the only request in which AKS takes initialization taints. Of a cluster
 * only the pools can be changed here; a body that would change anything else, or take a pool away, is refused.
 */
import { z } from "zod";
import { sameJson } from "../../kubernetes/store/json.ts";
import { bodyText, jsonResponse } from "../../world/wire.ts";
import { badRequest, preconditionFailed } from "./armError.ts";
import type { ArmWorld } from "./armWorld.ts";
import { CLUSTER_TEMPLATE, PREVIEW_VERSION } from "./clusterRoutes.ts";
import { featureStateOf } from "./featureRoutes.ts";
import { requireCluster } from "./lookups.ts";
import { type CompletePool, parsePoolBody } from "./poolBody.ts";
import { beginPut } from "./poolOperations.ts";
import { checkFree } from "./poolRoutes.ts";
import { checkPoolName, completePool } from "./poolRules.ts";
import { checkQuota, checkSku } from "./quota.ts";
import type { ArmCall, Route } from "./router.ts";
import { clusterKey, poolKey, poolsOf, type StoredCluster, type StoredPool } from "./state.ts";
import { clusterETag, previewClusterView } from "./views.ts";

const FEATURE = "Microsoft.ContainerService/NodeInitializationTaintsPreview";

const profileSchema = z.looseObject({ name: z.string(), nodeInitializationTaints: z.array(z.string()).optional() });
const bodySchema = z.looseObject({ properties: z.looseObject({ agentPoolProfiles: z.array(profileSchema) }) });

interface WantedPool {
  name: string;
  existing: StoredPool | undefined;
  wanted: CompletePool;
  taints: string[] | undefined;
}

export function clusterWriteRoutes(arm: ArmWorld): Route[] {
  return [
    {
      method: "PUT",
      template: CLUSTER_TEMPLATE,
      apiVersions: [PREVIEW_VERSION],
      action: "Microsoft.ContainerService/managedClusters/write",
      bucket: "other",
      run: (call) => putCluster(arm, call),
    },
  ];
}

function putCluster(arm: ArmWorld, call: ArmCall) {
  const { cluster, key } = requireCluster(arm, call);
  checkETag(call, cluster);
  const pools = poolsOf(arm.state, key);
  checkFree(cluster, undefined);
  for (const pool of pools) checkFree(cluster, pool);
  const body = bodySchema.parse(JSON.parse(bodyText(call.request)));
  const { agentPoolProfiles, ...settings } = body.properties;
  checkOnlyPools(settings, cluster, pools);
  const wanted = agentPoolProfiles.map((profile) => wantedPool(arm, cluster, profile));
  const missing = pools.find((pool) => !wanted.some(({ name }) => name === pool.name));
  if (missing !== undefined) {
    throw badRequest("BadRequest", `Agent pool '${missing.name}' cannot be deleted by an update of its cluster.`);
  }
  if (wanted.some(({ taints = [] }) => taints.length > 0)) checkFeature(arm, cluster);
  for (const pool of wanted.filter(isChange)) begin(arm, cluster, pool);
  const changed = { ...cluster, revision: cluster.revision + 1 };
  arm.state.clusters.set(key, changed);
  return jsonResponse(200, previewClusterView(changed, poolsOf(arm.state, key)));
}

function checkETag(call: ArmCall, cluster: StoredCluster): void {
  const ifMatch = call.request.headers["if-match"];
  if (ifMatch === undefined || ifMatch === clusterETag(cluster)) return;
  throw preconditionFailed(`If-Match '${ifMatch}' does not match the cluster's eTag '${clusterETag(cluster)}'.`);
}

function checkOnlyPools(settings: Record<string, unknown>, cluster: StoredCluster, pools: StoredPool[]): void {
  const { agentPoolProfiles: _pools, ...current } = previewClusterView(cluster, pools).properties;
  if (sameJson(settings, current)) return;
  throw badRequest("NotSimulated", "Of a cluster, simulated AKS changes the agent pools only.");
}

function checkFeature(arm: ArmWorld, { subscriptionId }: StoredCluster): void {
  if (featureStateOf(arm, subscriptionId, FEATURE) === "Registered") return;
  throw badRequest("PreviewFeatureNotRegistered", `Feature ${FEATURE} is not registered for the subscription.`);
}

function wantedPool(arm: ArmWorld, cluster: StoredCluster, profile: z.infer<typeof profileSchema>): WantedPool {
  const { name, nodeInitializationTaints: taints, ...properties } = profile;
  checkPoolName(name);
  const existing = arm.state.pools.get(poolKey(clusterKey(cluster), name));
  const wanted = completePool(parsePoolBody(JSON.stringify({ properties })), existing, cluster);
  const repeated = taints?.find((taint) => wanted.nodeTaints?.includes(taint));
  if (repeated !== undefined) {
    throw badRequest("InvalidParameter", `Taint '${repeated}' is among the node taints and the initialization taints.`);
  }
  return { name, existing, wanted, taints };
}

function isChange({ existing, wanted, taints }: WantedPool): boolean {
  return (
    existing === undefined ||
    existing.provisioningState !== "Succeeded" ||
    !sameJson(existing.properties, wanted) ||
    !sameJson(existing.initializationTaints ?? [], taints ?? [])
  );
}

function begin(arm: ArmWorld, cluster: StoredCluster, { name, existing, wanted, taints }: WantedPool): void {
  checkSku(arm, cluster, wanted);
  checkQuota(arm, cluster, wanted, existing);
  arm.checkMachines?.(name, wanted);
  beginPut(arm, {
    subscriptionId: cluster.subscriptionId,
    clusterKey: clusterKey(cluster),
    name,
    wanted,
    ...(taints === undefined ? {} : { initializationTaints: taints }),
  });
}
