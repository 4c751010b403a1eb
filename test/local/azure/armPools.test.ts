import { describe, expect, it } from "vitest";
import { aWorld, CLUSTER, GROUP, H100, START } from "./azureWorld.ts";

const wanted = { count: 2, vmSize: H100, gpuProfile: { driver: "None" }, nodeTaints: ["sku=gpu:NoSchedule"] };

describe("creating an agent pool", () => {
  it("answers Creating at once and Succeeded after the last node is ready", async () => {
    const { client, nodes, passUntil } = aWorld();
    await client.agentPools.createOrUpdate(GROUP, CLUSTER, "h100", wanted).submitted();
    const creating = await client.agentPools.get(GROUP, CLUSTER, "h100");
    expect(creating.provisioningState).toBe("Creating");
    await passUntil(1000);
    const done = await client.agentPools.get(GROUP, CLUSTER, "h100");
    expect(done).toMatchObject({
      ...{ provisioningState: "Succeeded", count: 2, vmSize: H100, osSKU: "Ubuntu", mode: "User" },
      ...{ gpuProfile: { driver: "None" }, nodeImageVersion: "AKSUbuntu-2204gen2containerd-202608.14.0" },
    });
    const gpuNodes = [...nodes.values()].filter(({ spec }) => spec.pool === "h100");
    expect(gpuNodes).toHaveLength(2);
    for (const { addedAt, readyAt } of gpuNodes) {
      expect(addedAt - START).toBeGreaterThanOrEqual((4 + 240 - 20) * 1000);
      expect(readyAt - addedAt).toBe(20_000);
    }
  });
});
