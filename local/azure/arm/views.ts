/** Clusters, pools and operations as ARM's JSON shows them. */
import { TENANT_ID } from "../tokens.ts";
import { guidOf } from "./names.ts";
import { nodeResourceGroup } from "./nodeSpecs.ts";
import { clusterId, clusterKey, poolKey, type StoredCluster, type StoredOperation, type StoredPool } from "./state.ts";

export function poolETag(pool: StoredPool): string {
  return guidOf(`${poolKey(pool.clusterKey, pool.name)}@${pool.revision}`);
}

export function clusterETag(cluster: StoredCluster): string {
  return guidOf(`${clusterKey(cluster)}@${cluster.revision}`);
}

export function poolView(cluster: StoredCluster, pool: StoredPool) {
  return {
    id: `${clusterId(cluster)}/agentPools/${pool.name}`,
    name: pool.name,
    type: "Microsoft.ContainerService/managedClusters/agentPools",
    properties: poolPropertiesView(pool),
  };
}

function poolPropertiesView(pool: StoredPool) {
  return {
    ...pool.properties,
    currentOrchestratorVersion: pool.kubernetesVersion,
    nodeImageVersion: pool.nodeImageVersion,
    provisioningState: pool.provisioningState,
    eTag: poolETag(pool),
    ...(pool.provisioningError === undefined ? {} : { status: { provisioningError: pool.provisioningError } }),
  };
}

export function clusterView(cluster: StoredCluster, pools: StoredPool[]) {
  const fqdn = `${cluster.name}-${guidOf(clusterKey(cluster)).slice(0, 8)}.hcp.${cluster.location}.azmk8s.io`;
  return {
    id: clusterId(cluster),
    name: cluster.name,
    type: "Microsoft.ContainerService/ManagedClusters",
    location: cluster.location,
    eTag: clusterETag(cluster),
    sku: { name: "Base", tier: "Standard" },
    identity: { type: "SystemAssigned", principalId: guidOf(`${cluster.name} identity`), tenantId: TENANT_ID },
    properties: {
      provisioningState: cluster.provisioningState,
      powerState: { code: cluster.powerState },
      kubernetesVersion: cluster.kubernetesVersion,
      currentKubernetesVersion: cluster.kubernetesVersion,
      dnsPrefix: cluster.name,
      fqdn,
      nodeResourceGroup: nodeResourceGroup(cluster),
      enableRBAC: true,
      disableLocalAccounts: cluster.localAccountsDisabled,
      maxAgentPools: 100,
      ...(cluster.entra ? { aadProfile: { managed: true, enableAzureRBAC: true, tenantID: TENANT_ID } } : {}),
      agentPoolProfiles: pools.map((pool) => ({ name: pool.name, ...poolPropertiesView(pool) })),
    },
  };
}

/** Initialization taints are a preview. */
export function previewClusterView(cluster: StoredCluster, pools: StoredPool[]) {
  const view = clusterView(cluster, pools);
  const agentPoolProfiles = pools.map(({ initializationTaints }, index) => ({
    ...view.properties.agentPoolProfiles[index],
    ...(initializationTaints === undefined ? {} : { nodeInitializationTaints: initializationTaints }),
  }));
  return { ...view, properties: { ...view.properties, agentPoolProfiles } };
}

export function operationView(location: string, operation: StoredOperation) {
  return {
    id: operationPath(operation.subscriptionId, location, operation.id),
    name: operation.id,
    status: operation.status,
    startTime: new Date(operation.startedAt).toISOString(),
    ...(operation.endedAt === undefined ? {} : { endTime: new Date(operation.endedAt).toISOString() }),
    ...(operation.error === undefined ? {} : { error: operation.error }),
  };
}

export function operationPath(subscriptionId: string, location: string, operationId: string, kind = "operations") {
  return `/subscriptions/${subscriptionId}/providers/Microsoft.ContainerService/locations/${location}/${kind}/${operationId}`;
}
