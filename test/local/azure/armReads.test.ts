import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { aWorld, CLUSTER, CLUSTER_PATH, GROUP, H100, SUBSCRIPTION } from "./azureWorld.ts";

const SUBSCRIPTION_PATH = `/subscriptions/${SUBSCRIPTION}`;
const USAGES = `${SUBSCRIPTION_PATH}/providers/Microsoft.Compute/locations/eastus/usages?api-version=2026-04-01`;
const FEATURE = `${SUBSCRIPTION_PATH}/providers/Microsoft.Features/providers/Microsoft.ContainerService/features/AKSInfinibandSupport`;

function skus(filter: string): string {
  return `${SUBSCRIPTION_PATH}/providers/Microsoft.Compute/skus?api-version=2021-07-01&$filter=${encodeURIComponent(filter)}`;
}

describe("reading a managed cluster", () => {
  it("shows its state, its versions and its pools, and has a system pool of two ready nodes", async () => {
    const { client, nodes } = aWorld();
    expect(await client.managedClusters.get(GROUP, CLUSTER)).toMatchObject({
      ...{ name: CLUSTER, location: "eastus", provisioningState: "Succeeded", powerState: { code: "Running" } },
      ...{ currentKubernetesVersion: "1.34.2", nodeResourceGroup: "MC_ai_lamp_eastus" },
      agentPoolProfiles: [{ name: "system", count: 2, mode: "System", provisioningState: "Succeeded" }],
    });
    expect([...nodes.values()].map(({ spec }) => spec.hardware.gpus)).toEqual([0, 0]);
    expect([...nodes.values()].every(({ readyAt, addedAt }) => readyAt === addedAt)).toBe(true);
  });

  it("follows what a scenario does to it", async () => {
    const { client, arm } = aWorld();
    const name = { subscriptionId: SUBSCRIPTION, resourceGroup: GROUP, name: CLUSTER };
    const { eTag: before } = await client.managedClusters.get(GROUP, CLUSTER);
    arm.setCluster(name, { provisioningState: "Upgrading" });
    const after = await client.managedClusters.get(GROUP, CLUSTER);
    expect(after.provisioningState).toBe("Upgrading");
    expect(after.eTag).not.toBe(before);
  });

  it("lists the pools", async () => {
    const { client } = aWorld();
    await client.agentPools.createOrUpdate(GROUP, CLUSTER, "h100", { count: 1, vmSize: H100 }).submitted();
    const names: (string | undefined)[] = [];
    for await (const pool of client.agentPools.list(GROUP, CLUSTER)) names.push(pool.name);
    expect(names).toEqual(["system", "h100"]);
  });
});

describe("cluster credentials", () => {
  type World = ReturnType<typeof aWorld>;

  async function userKubeconfig({ client }: World): Promise<unknown> {
    const { kubeconfigs } = await client.managedClusters.listClusterUserCredentials(GROUP, CLUSTER, { format: "exec" });
    return parse(new TextDecoder().decode(kubeconfigs?.[0]?.value));
  }

  it("let a user of an Entra ID cluster log in with kubelogin, for AKS's own application", async () => {
    const kubeconfig = await userKubeconfig(aWorld());
    expect(kubeconfig).toMatchObject({
      clusters: [
        {
          cluster: {
            server: "https://127.0.0.1:6443",
            "certificate-authority-data": Buffer.from("-----BEGIN CERTIFICATE-----").toString("base64"),
          },
        },
      ],
      users: [{ user: { exec: { command: "kubelogin" } } }],
    });
    expect(JSON.stringify(kubeconfig)).toContain("6dae42f8-4368-4678-94ff-3960e28e3630");
  });

  it("hold a token where the cluster has no Entra ID, and for the administrator", async () => {
    const world = aWorld({ entra: false });
    expect(await userKubeconfig(world)).toMatchObject({ users: [{ user: { token: "token-of-entra" } }] });
    const { kubeconfigs } = await world.client.managedClusters.listClusterAdminCredentials(GROUP, CLUSTER);
    expect(parse(new TextDecoder().decode(kubeconfigs?.[0]?.value))).toMatchObject({
      "current-context": "lamp-admin",
      users: [{ user: { token: "token-of-admin" } }],
    });
  });

  it("of the administrator are refused where local accounts are disabled", async () => {
    const { client } = aWorld({ localAccountsDisabled: true });
    const call = client.managedClusters.listClusterAdminCredentials(GROUP, CLUSTER);
    await expect(call).rejects.toMatchObject({
      statusCode: 400,
      message: expect.stringMatching(/local accounts/) as string,
    });
  });
});

describe("reads before money is spent", () => {
  it("count the simulated pools into the usage of their family and of the region", async () => {
    const { send, client } = aWorld({ settings: { quotas: { standardNDSH100v5Family: { limit: 400, used: 96 } } } });
    await client.agentPools.createOrUpdate(GROUP, CLUSTER, "h100", { count: 2, vmSize: H100 }).submitted();
    const { body } = await send("GET", USAGES);
    const { value } = body as { value: { name: { value: string }; currentValue: number; limit: number }[] };
    const usage = (name: string) => value.find((entry) => entry.name.value === name);
    expect(usage("standardNDSH100v5Family")).toMatchObject({ currentValue: 96 + 192, limit: 400, unit: "Count" });
    expect(usage("cores")).toMatchObject({ currentValue: 8 + 192 });
  });

  it("show a size's family, hardware, zones and restrictions", async () => {
    const settings = { skus: { [H100]: { zones: ["1", "2"], restricted: ["2"] } } };
    const { body } = await aWorld({ settings }).send("GET", skus("location eq 'eastus'"));
    const { value } = body as { value: { name: string }[] };
    expect(value.find(({ name }) => name === H100)).toMatchObject({
      ...{ resourceType: "virtualMachines", family: "standardNDSH100v5Family", locations: ["eastus"] },
      locationInfo: [{ location: "eastus", zones: ["1", "2"] }],
      capabilities: expect.arrayContaining([
        { name: "vCPUs", value: "96" },
        { name: "GPUs", value: "8" },
        { name: "RdmaEnabled", value: "True" },
      ]) as unknown[],
      restrictions: [{ type: "Zone", restrictionInfo: { zones: ["2"] }, reasonCode: "NotAvailableForSubscription" }],
    });
  });

  it("leave out a size that the region does not have, and refuse another filter by name", async () => {
    const { send } = aWorld({ settings: { skus: { [H100]: { offered: false } } } });
    const { body } = await send("GET", skus("location eq 'eastus'"));
    expect(JSON.stringify(body)).not.toContain(H100);
    expect(await send("GET", skus("tier eq 'Standard'"))).toMatchObject({
      status: 400,
      body: { error: { code: "InvalidFilter", message: expect.stringContaining("tier eq 'Standard'") as string } },
    });
  });

  it("follow a feature from NotRegistered over Registering to Registered", async () => {
    const feature = "Microsoft.ContainerService/AKSInfinibandSupport";
    const settings = { features: { [feature]: "NotRegistered" as const }, featureRegistrationSeconds: 600 };
    const { send, passUntil } = aWorld({ settings });
    const read = () => send("GET", `${FEATURE}?api-version=2021-07-01`);
    expect(await read()).toMatchObject({ body: { name: feature, properties: { state: "NotRegistered" } } });
    await send("POST", `${FEATURE}/register?api-version=2021-07-01`);
    expect(await read()).toMatchObject({ body: { properties: { state: "Registering" } } });
    await passUntil(599);
    expect(await read()).toMatchObject({ body: { properties: { state: "Registering" } } });
    await passUntil(600);
    expect(await read()).toMatchObject({ body: { properties: { state: "Registered" } } });
  });

  it("show the caller's effective rights on the cluster", async () => {
    const path = `${CLUSTER_PATH}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01`;
    expect(await aWorld().send("GET", path)).toMatchObject({ body: { value: [{ actions: ["*"], notActions: [] }] } });
    const settings = { permissions: { actions: ["*/read"], notActions: ["Microsoft.Compute/*"] } };
    expect(await aWorld({ settings }).send("GET", path)).toMatchObject({
      body: { value: [{ actions: ["*/read"], notActions: ["Microsoft.Compute/*"] }] },
    });
  });
});
