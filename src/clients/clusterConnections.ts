/**
 * ClusterConnections through Azure Resource Manager. A connection is kept until its API server refuses our identity or
 * cannot be reached; the next `connect` then asks Azure again, since addresses, authorities and credentials rotate.
 */
import { CREDENTIAL_ACTIONS } from "../domain/armRights.ts";
import { type ClusterRef, clusterKey, clusterResourceId } from "../domain/clusterRef.ts";
import { azureFault } from "./azureFaults.ts";
import { type AzureManagement, type AzureManagementOptions, createAzureManagement } from "./azureManagement.ts";
import { createEntraToken } from "./entraToken.ts";
import { createKubernetesClient } from "./kubernetesClient.ts";
import type { ClusterConnections, KubernetesPort } from "./ports.ts";

export interface ClusterConnectionsOptions extends AzureManagementOptions {
  /** `entra`: the app's own identity, with rights in the cluster. `admin`: the cluster's local administrator account. */
  mode: "entra" | "admin";
  /** Milliseconds since the epoch, to know when a token expires. */
  now: () => number;
}

export function createClusterConnections(options: ClusterConnectionsOptions): ClusterConnections {
  const { mode, credential, transport } = options;
  const management = createAzureManagement(options);
  const entraToken = createEntraToken(credential, options.now);
  const connections = new Map<string, Promise<KubernetesPort>>();

  async function open(cluster: ClusterRef, drop: () => void): Promise<KubernetesPort> {
    const list = mode === "entra" ? "listClusterUserCredential" : "listClusterAdminCredential";
    const operation = `POST managedClusters/${cluster.name}/${list}`;
    try {
      const kubeconfig = await readKubeconfig(management, mode, cluster);
      const { openConnection } = await import("./kubernetesConnection.ts");
      const connection = openConnection({
        kubeconfig,
        transport,
        ...(mode === "entra" ? { bearerToken: entraToken.read } : {}),
      });
      return createKubernetesClient({ ...connection, onFault: (fault) => reconsider(fault.details.code, drop) });
    } catch (error) {
      throw azureFault(error, operation, { action: CREDENTIAL_ACTIONS[mode], scope: clusterResourceId(cluster) });
    }
  }

  function reconsider(code: string, drop: () => void): void {
    if (code === "TokenRejected") entraToken.forget();
    if (code === "TokenRejected" || code === "ApiServerUnreachable") drop();
  }

  return {
    connect(cluster) {
      const key = clusterKey(cluster);
      const existing = connections.get(key);
      if (existing !== undefined) return existing;
      const drop = () => {
        if (connections.get(key) === connection) connections.delete(key);
      };
      const connection = open(cluster, drop);
      connections.set(key, connection);
      connection.catch(drop);
      return connection;
    },
  };
}

async function readKubeconfig(
  management: AzureManagement,
  mode: ClusterConnectionsOptions["mode"],
  cluster: ClusterRef,
): Promise<string> {
  const { kubeconfigs } = await management(cluster.subscriptionId, ({ managedClusters }, context) =>
    mode === "entra"
      ? managedClusters.listClusterUserCredentials(context, cluster.resourceGroup, cluster.name, { format: "exec" })
      : managedClusters.listClusterAdminCredentials(context, cluster.resourceGroup, cluster.name),
  );
  const value = kubeconfigs?.[0]?.value;
  if (value === undefined) throw new Error("Azure returned no kubeconfig");
  return new TextDecoder().decode(value);
}
