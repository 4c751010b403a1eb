/**
 * AzurePort on the real SDK. Never a wait: an operation goes on in Azure, and whoever needs its end reads the pool again.
 */
import type { AgentPool } from "@azure/arm-containerservice";
import { clusterRight, poolWriteRight } from "../domain/armRights.ts";
import type { ClusterRef } from "../domain/clusterRef.ts";
import type { ArmRight } from "../domain/inventory.ts";
import { createAzureCalls } from "./azureCalls.ts";
import { createAzureCompute } from "./azureCompute.ts";
import { azureFault, statusOf } from "./azureFaults.ts";
import { type AzureManagementOptions, createAzureManagement } from "./azureManagement.ts";
import { createAzureSubscription } from "./azureSubscription.ts";
import { createInitializationTaints } from "./initializationTaints.ts";
import { toChangedAgentPool, toManagedClusterView, toNewAgentPool, toNodePoolView } from "./nodePoolModel.ts";
import type { AzurePort } from "./ports.ts";

export function createAzureClient(options: AzureManagementOptions): AzurePort {
  const management = createAzureManagement(options);
  const calls = createAzureCalls(options);

  function readAgentPool(cluster: ClusterRef, name: string): Promise<AgentPool | undefined> {
    return unlessMissing(`GET agentPools/${name}`, clusterRight(cluster, "agentPools/read"), () =>
      management(cluster.subscriptionId, ({ agentPools }, context) =>
        agentPools.get(context, cluster.resourceGroup, cluster.name, name),
      ),
    );
  }

  return {
    ...createAzureCompute(calls),
    ...createAzureSubscription(calls),
    ...createInitializationTaints(calls),

    async readCluster(cluster) {
      const found = await unlessMissing(`GET managedClusters/${cluster.name}`, clusterRight(cluster, "read"), () =>
        management(cluster.subscriptionId, ({ managedClusters }, context) =>
          managedClusters.get(context, cluster.resourceGroup, cluster.name),
        ),
      );
      return found && toManagedClusterView(found);
    },

    listNodePools: (cluster) =>
      asFault("LIST agentPools", clusterRight(cluster, "agentPools/read"), () =>
        management(cluster.subscriptionId, async ({ agentPools }, context) => {
          const pools = [];
          for await (const pool of agentPools.list(context, cluster.resourceGroup, cluster.name)) {
            pools.push(toNodePoolView(pool));
          }
          return pools;
        }),
      ),

    async readNodePool(cluster, name) {
      const found = await readAgentPool(cluster, name);
      return found && toNodePoolView(found);
    },

    async submitNodePool(cluster, spec, tags, etag) {
      const current = etag === undefined ? undefined : await readAgentPool(cluster, spec.name);
      const pool = current === undefined ? toNewAgentPool(spec, tags) : toChangedAgentPool(current, spec, tags);
      const condition = etag === undefined ? { ifNoneMatch: "*" } : { ifMatch: etag };
      await asFault(`PUT agentPools/${spec.name}`, poolWriteRight(cluster), () =>
        management(cluster.subscriptionId, async ({ agentPools }, context) => {
          // The poller is thenable: awaiting or returning it would poll until the pool is done.
          const poller = agentPools.createOrUpdate(
            context,
            cluster.resourceGroup,
            cluster.name,
            spec.name,
            pool,
            condition,
          );
          await poller.submitted();
        }),
      );
    },

    removeNodePool: (cluster, name, etag) =>
      asFault(`DELETE agentPools/${name}`, clusterRight(cluster, "agentPools/delete"), () =>
        management(cluster.subscriptionId, async ({ agentPools }, context) => {
          try {
            const { resourceGroup, name: clusterName } = cluster;
            await agentPools.remove(context, resourceGroup, clusterName, name, { ifMatch: etag }).submitted();
            return "submitted";
          } catch (error) {
            if (statusOf(error) === 412) return "changed";
            throw error;
          }
        }),
      ),
  };
}

async function asFault<T>(operation: string, right: ArmRight, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw azureFault(error, operation, right);
  }
}

function unlessMissing<T>(operation: string, right: ArmRight, call: () => Promise<T>): Promise<T | undefined> {
  return asFault(operation, right, async () => {
    try {
      return await call();
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  });
}
