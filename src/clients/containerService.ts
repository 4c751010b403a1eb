/**
 * The only file that loads the SDK of Azure Resource Manager: import it dynamically, so that a cold start does not pay
 * for it. The `/api` paths load a sixth of what the whole client does.
 */
import { type ContainerServiceContext, createContainerService } from "@azure/arm-containerservice/api";
import {
  createOrUpdate,
  $delete as deleteAgentPool,
  get as getAgentPool,
  list as listAgentPools,
} from "@azure/arm-containerservice/api/agentPools";
import {
  get as getManagedCluster,
  listClusterAdminCredentials,
  listClusterUserCredentials,
} from "@azure/arm-containerservice/api/managedClusters";
import type { TokenCredential } from "@azure/core-auth";
import { type AzureEndpoint, azurePipelineOptions } from "./azurePipeline.ts";

export type { ContainerServiceContext };

export function openContainerService(
  subscriptionId: string,
  credential: TokenCredential,
  endpoint: AzureEndpoint,
): ContainerServiceContext {
  return createContainerService(credential, subscriptionId, {
    endpoint: endpoint.endpoint,
    ...azurePipelineOptions(endpoint),
  });
}

export const agentPools = { createOrUpdate, get: getAgentPool, list: listAgentPools, remove: deleteAgentPool };
export const managedClusters = { get: getManagedCluster, listClusterAdminCredentials, listClusterUserCredentials };
