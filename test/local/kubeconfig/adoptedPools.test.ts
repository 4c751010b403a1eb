/** Simulated Azure beside a cluster: through the app's own Azure client, with a cluster of labelled nodes. */
import { describe, expect, test } from "vitest";
import { createTokens } from "../../../local/azure/tokens.ts";
import { createAzureBesideCluster } from "../../../local/kubeconfig/azureBesideCluster.ts";
import { createVirtualClock } from "../../../local/world/clock.ts";
import { createInProcessTransport } from "../../../local/world/inProcess.ts";
import { openWorldStore } from "../../../local/world/worldStore.ts";
import { createAzureClient } from "../../../src/clients/azureClient.ts";
import type { NodePoolSpec } from "../../../src/domain/nodePool.ts";

const CLUSTER = { subscriptionId: "11111111-2222-4333-8444-555555555555", resourceGroup: "given", name: "mine" };

function aSpec(count: number): NodePoolSpec {
  return {
    ...{ name: "h100", vmSize: "Standard_ND96isr_H100_v5", count, osSku: "Ubuntu", driver: "None" },
    ...{ zones: [], labels: {}, taints: [] },
  };
}

/** `sizes`: how many nodes carry each pool's label; the test changes it. */
function anAzureBeside(sizes: Map<string, number>) {
  const world = openWorldStore(":memory:");
  const clock = createVirtualClock({ startAt: Date.UTC(2026, 0, 1) });
  let isReachable = true;
  const { arm } = createAzureBesideCluster({
    ...{ world, clock, cluster: CLUSTER, location: "local", kubernetesVersion: "1.34.2" },
    given: { file: "/config", context: "mine", server: "https://10.0.0.1", kubeconfig: "{}" },
    reads: {
      version: () => Promise.resolve("1.34.2"),
      poolSizes: () => (isReachable ? Promise.resolve(sizes) : Promise.reject(new Error("it cannot be reached"))),
    },
  });
  const { token } = createTokens({ clock }).issue("https://management.azure.com", "app");
  return {
    azure: createAzureClient({
      endpoint: "https://management.azure.com",
      credential: { getToken: () => Promise.resolve({ token, expiresOnTimestamp: Number.MAX_SAFE_INTEGER }) },
      transport: createInProcessTransport(new Map([["management.azure.com", arm]]), clock),
    }),
    loseCluster: () => void (isReachable = false),
    /** Until what has been scheduled for now has happened. */
    settle: () => new Promise<void>((resolve) => void clock.setTimer(clock.now() + 1000, resolve)),
  };
}

describe("simulated Azure beside a cluster", () => {
  test("has a cluster of that cluster's version, without pools", async () => {
    const { azure } = anAzureBeside(new Map());
    expect(await azure.readCluster(CLUSTER)).toMatchObject({ kubernetesVersion: "1.34.2", powerState: "Running" });
    expect(await azure.listNodePools(CLUSTER)).toEqual([]);
  });

  test("takes labelled nodes for a new pool's at once, and follows when nodes come and go", async () => {
    const sizes = new Map([["h100", 2]]);
    const { azure, settle } = anAzureBeside(sizes);
    await azure.submitNodePool(CLUSTER, aSpec(2), {});
    await settle();
    expect(await azure.readNodePool(CLUSTER, "h100")).toMatchObject({ count: 2, provisioningState: "Succeeded" });
    sizes.set("h100", 3);
    expect(await azure.listNodePools(CLUSTER)).toMatchObject([{ name: "h100", count: 3 }]);
  });

  test("refuses a pool without nodes, and says how nodes become a pool's", async () => {
    const { azure } = anAzureBeside(new Map([["a100", 2]]));
    await expect(azure.submitNodePool(CLUSTER, aSpec(2), {})).rejects.toMatchObject({
      message: expect.stringContaining("kubectl label node NAME kubernetes.azure.com/agentpool=h100") as string,
      details: { retry: "never" },
    });
    expect(await azure.listNodePools(CLUSTER)).toEqual([]);
  });

  test("refuses another number of nodes than there are", async () => {
    const { azure } = anAzureBeside(new Map([["h100", 1]]));
    await expect(azure.submitNodePool(CLUSTER, aSpec(2), {})).rejects.toThrow(
      "is to have 2 nodes, but 1 carry its label",
    );
  });

  test("is unavailable for a while when the cluster cannot be asked", async () => {
    const { azure, loseCluster } = anAzureBeside(new Map([["h100", 2]]));
    loseCluster();
    await expect(azure.readNodePool(CLUSTER, "h100")).rejects.toMatchObject({
      message: expect.stringContaining("it cannot be reached") as string,
      details: { retry: "soon" },
    });
  });
});
