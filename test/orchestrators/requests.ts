/** Requests and what is found before a run, for tests of the orchestrators. */
import { GUIDE_CATALOG } from "../../src/domain/catalog.ts";
import type { ManagedClusterView } from "../../src/domain/nodePool.ts";
import { type PreparationRequest, parseRequest } from "../../src/domain/request.ts";

export const H100 = "Standard_ND96isr_H100_v5";
export const A100 = "Standard_NC24ads_A100_v4";

export interface PoolOptions {
  name: string;
  vmSize?: string;
  count?: number;
}

/** One pool of one A100 node, or the pools that are given. */
export function aRequest(
  nodePools: PoolOptions[] = [{ name: "a100" }],
  changes: Record<string, unknown> = {},
): PreparationRequest {
  const parsed = parseRequest(
    {
      cluster: {
        subscriptionId: "6f1d3c1e-7c34-4a5b-9d0e-2f4f6f1f0a11",
        resourceGroup: "llm-serving",
        name: "aks-llm-d",
      },
      profile: "self-managed",
      nodePools: nodePools.map((pool) => ({ vmSize: A100, count: 1, osSku: "Ubuntu2204", ...pool })),
      ...changes,
    },
    GUIDE_CATALOG,
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.request;
}

export function aClusterView(changes: Partial<ManagedClusterView> = {}): ManagedClusterView {
  return {
    location: "eastus",
    kubernetesVersion: "1.34.2",
    provisioningState: "Succeeded",
    powerState: "Running",
    privateCluster: false,
    ...changes,
  };
}
