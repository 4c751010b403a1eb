import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { aWorld, CLUSTER, GROUP, H100, START } from "./azureWorld.ts";

const wanted = { count: 2, vmSize: H100, gpuProfile: { driver: "None" }, nodeTaints: ["sku=gpu:NoSchedule"] };

type World = ReturnType<typeof aWorld>;

/** What the cluster has of a pool, by node name. */
function nodesOf({ nodes }: World, pool: string) {
  return [...nodes.values()]
    .filter(({ spec }) => spec.pool === pool)
    .toSorted((a, b) => (a.spec.name < b.spec.name ? -1 : 1));
}

async function put({ client }: World, pool: string, properties: object): Promise<void> {
  await client.agentPools.createOrUpdate(GROUP, CLUSTER, pool, properties).submitted();
}

async function preparedWorld(): Promise<World> {
  const world = aWorld();
  await put(world, "h100", wanted);
  await world.passUntil(1000);
  return world;
}

describe("creating an agent pool", () => {
  it("answers Creating at once and Succeeded after the last node is ready", async () => {
    const world = aWorld();
    await put(world, "h100", wanted);
    expect(await world.client.agentPools.get(GROUP, CLUSTER, "h100")).toMatchObject({ provisioningState: "Creating" });
    await world.passUntil(1000);
    expect(await world.client.agentPools.get(GROUP, CLUSTER, "h100")).toMatchObject({
      ...{ provisioningState: "Succeeded", count: 2, vmSize: H100, osSKU: "Ubuntu", mode: "User" },
      ...{ gpuProfile: { driver: "None" }, nodeImageVersion: "AKSUbuntu-2204gen2containerd-202608.14.0" },
    });
    for (const { addedAt, readyAt } of nodesOf(world, "h100")) {
      expect(addedAt - START).toBeGreaterThanOrEqual((4 + 240 - 20) * 1000);
      expect(readyAt - addedAt).toBe(20_000);
    }
  });

  it("names the machines as scale sets do and gives them AKS's labels, the pool's taints and the size's hardware", async () => {
    const world = aWorld();
    await put(world, "h100", { ...wanted, availabilityZones: ["1", "3"], nodeLabels: { team: "ai" } });
    await world.passUntil(1000);
    const specs = nodesOf(world, "h100").map(({ spec }) => spec);
    expect(specs.map(({ name }) => name.replace(/\d{8}/, "########"))).toEqual([
      "aks-h100-########-vmss000000",
      "aks-h100-########-vmss000001",
    ]);
    expect(specs[1]).toMatchObject({
      ...{ vmSize: H100, osSku: "Ubuntu2204", kubernetesVersion: "1.34.2", gpuDriver: "None", zone: "3" },
      hardware: { gpus: 8, gpuModel: "H100", infinibandDevices: 8 },
      taints: [{ key: "sku", value: "gpu", effect: "NoSchedule" }],
      labels: {
        agentpool: "h100",
        "kubernetes.azure.com/agentpool": "h100",
        "kubernetes.azure.com/accelerator": "nvidia",
        "kubernetes.io/hostname": specs[1]?.name,
        "node.kubernetes.io/instance-type": H100,
        "topology.kubernetes.io/zone": "eastus-3",
        team: "ai",
      },
    });
  });

  it("runs Ubuntu 24.04 for Ubuntu from Kubernetes 1.35", async () => {
    const world = aWorld({ kubernetesVersion: "1.35.0" });
    await put(world, "h100", wanted);
    await world.passUntil(1000);
    expect(nodesOf(world, "h100")[0]?.spec).toMatchObject({
      osSku: "Ubuntu2404",
      nodeImageVersion: "AKSUbuntu-2404gen2containerd-202608.14.0",
      labels: { "kubernetes.azure.com/os-sku": "Ubuntu" },
    });
  });

  it("is followed to its end by the SDK's poller", async () => {
    const world = aWorld();
    world.schedule.start();
    const poller = world.client.agentPools.createOrUpdate(GROUP, CLUSTER, "h100", wanted);
    await poller.submitted();
    await world.passUntil(1000);
    expect(await poller.pollUntilDone()).toMatchObject({ name: "h100", provisioningState: "Succeeded" });
  });

  it("goes on in a new process that opens the same world", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "arm-")), "world.db");
    const before = aWorld({ file });
    await put(before, "h100", wanted);
    await before.passUntil(100);
    before.clock.stop();
    before.world.close();
    const after = aWorld({ file, startAt: START + 100_000 });
    expect(await after.client.agentPools.get(GROUP, CLUSTER, "h100")).toMatchObject({ provisioningState: "Creating" });
    await after.passUntil(900);
    expect(await after.client.agentPools.get(GROUP, CLUSTER, "h100")).toMatchObject({ provisioningState: "Succeeded" });
    expect(nodesOf(after, "h100")).toHaveLength(2);
    expect(nodesOf(after, "system")).toEqual([]);
  });
});

describe("changing an agent pool", () => {
  it("scales out with new machines and scales in by the newest", async () => {
    const world = await preparedWorld();
    const [first] = nodesOf(world, "h100");
    await put(world, "h100", { ...wanted, count: 3 });
    expect(await world.client.agentPools.get(GROUP, CLUSTER, "h100")).toMatchObject({ provisioningState: "Scaling" });
    await world.passUntil(2000);
    expect(nodesOf(world, "h100")).toHaveLength(3);
    await put(world, "h100", { ...wanted, count: 1 });
    await world.passUntil(3000);
    expect(nodesOf(world, "h100").map(({ spec }) => spec.name)).toEqual([first?.spec.name]);
  });

  it("brings labels and taints to the nodes that exist", async () => {
    const world = await preparedWorld();
    await put(world, "h100", { ...wanted, nodeLabels: { team: "ai" }, nodeTaints: ["spare:NoExecute"] });
    expect(await world.client.agentPools.get(GROUP, CLUSTER, "h100")).toMatchObject({ provisioningState: "Updating" });
    await world.passUntil(2000);
    for (const { spec } of nodesOf(world, "h100")) {
      expect(spec).toMatchObject({ labels: { team: "ai" }, taints: [{ key: "spare", effect: "NoExecute" }] });
    }
  });

  it("keeps what a later PUT leaves out", async () => {
    const world = await preparedWorld();
    await put(world, "h100", { count: 2, vmSize: H100, nodeLabels: { team: "ai" } });
    await world.passUntil(2000);
    expect(await world.client.agentPools.get(GROUP, CLUSTER, "h100")).toMatchObject({
      ...{ nodeTaints: ["sku=gpu:NoSchedule"], gpuProfile: { driver: "None" }, nodeLabels: { team: "ai" } },
    });
  });

  it("takes back what it gave: a pool that was read can be put again", async () => {
    const world = await preparedWorld();
    const pool = await world.client.agentPools.get(GROUP, CLUSTER, "h100");
    await put(world, "h100", pool);
    expect(await world.client.agentPools.get(GROUP, CLUSTER, "h100")).toMatchObject({ provisioningState: "Updating" });
  });

  it("deletes the machines and then the pool", async () => {
    const world = await preparedWorld();
    await world.client.agentPools.delete(GROUP, CLUSTER, "h100").submitted();
    expect(await world.client.agentPools.get(GROUP, CLUSTER, "h100")).toMatchObject({ provisioningState: "Deleting" });
    await world.passUntil(2000);
    expect(nodesOf(world, "h100")).toEqual([]);
    await expect(world.client.agentPools.get(GROUP, CLUSTER, "h100")).rejects.toMatchObject({ statusCode: 404 });
  });
});

describe("an agent pool that a scenario breaks", () => {
  it("fails with the cause wrapped as AKS wraps it, without machines, and succeeds when tried again", async () => {
    const world = aWorld({ settings: { poolFailures: { h100: { code: "AllocationFailed", times: 1 } } } });
    await put(world, "h100", wanted);
    await world.passUntil(1000);
    const failed = await world.client.agentPools.get(GROUP, CLUSTER, "h100");
    expect(failed.provisioningState).toBe("Failed");
    expect(failed.status?.provisioningError).toMatchObject({
      code: "ReconcileVMSSAgentPoolFailed",
      details: [{ code: "AllocationFailed" }],
    });
    expect(failed.status?.provisioningError?.message).toContain('Code="AllocationFailed"');
    expect(nodesOf(world, "h100")).toEqual([]);
    await put(world, "h100", wanted);
    await world.passUntil(2000);
    const repaired = await world.client.agentPools.get(GROUP, CLUSTER, "h100");
    expect(repaired.provisioningState).toBe("Succeeded");
    expect(repaired.status).toBeUndefined();
    expect(nodesOf(world, "h100")).toHaveLength(2);
  });

  it("tells the poller of the failure", async () => {
    const world = aWorld({ settings: { poolFailures: { h100: { code: "QuotaExceeded", wrapper: null } } } });
    const poller = world.client.agentPools.createOrUpdate(GROUP, CLUSTER, "h100", wanted);
    await poller.submitted();
    await world.passUntil(1000);
    await expect(Promise.resolve(poller.pollUntilDone())).rejects.toThrow(/QuotaExceeded/);
  });

  it("has machines that differ from their size where the scenario says so", async () => {
    const world = aWorld({ settings: { nodeHardware: { h100: { 1: { gpus: 7 } } } } });
    await put(world, "h100", wanted);
    await world.passUntil(1000);
    expect(nodesOf(world, "h100").map(({ spec }) => spec.hardware.gpus)).toEqual([8, 7]);
  });
});
