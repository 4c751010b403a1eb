import { describe, expect, it } from "vitest";
import type { WireHandler } from "../../local/world/wire.ts";
import { createAzureClient } from "../../src/clients/azureClient.ts";
import type { NodePoolSpec } from "../../src/domain/nodePool.ts";
import { CLUSTER, GROUP, H100, SUBSCRIPTION } from "../local/azure/azureWorld.ts";
import { type AzureOptions, anAzure } from "./anAzure.ts";
import { BINDINGS } from "./bindings.ts";

const CLUSTER_REF = { subscriptionId: SUBSCRIPTION, resourceGroup: GROUP, name: CLUSTER };
const CLUSTER_ID = `/subscriptions/${SUBSCRIPTION}/resourceGroups/${GROUP}/providers/Microsoft.ContainerService/managedClusters/${CLUSTER}`;
const SPEC: NodePoolSpec = {
  name: "h100",
  vmSize: H100,
  count: 2,
  osSku: "Ubuntu",
  driver: "None",
  zones: [],
  labels: { team: "llm" },
  taints: ["sku=gpu:NoSchedule"],
};
const TAGS = { preparedBy: "lamplighter" };

describe.each(BINDINGS)("AzurePort over $name", ({ bind }) => {
  const open = (options: AzureOptions = {}) => anAzure(bind, options);

  it("reads a cluster, and undefined where there is none", async () => {
    const { azure } = await open();
    expect(await azure.readCluster(CLUSTER_REF)).toEqual({
      location: "eastus",
      kubernetesVersion: "1.34.2",
      provisioningState: "Succeeded",
      powerState: "Running",
      privateCluster: false,
    });
    expect(await azure.readCluster({ ...CLUSTER_REF, name: "other" })).toBeUndefined();
  });

  it("submits a new pool without waiting for it", async () => {
    const { azure, passUntil } = await open();
    expect(await azure.readNodePool(CLUSTER_REF, "h100")).toBeUndefined();
    await azure.submitNodePool(CLUSTER_REF, SPEC, TAGS);
    expect(await azure.readNodePool(CLUSTER_REF, "h100")).toMatchObject({
      ...{ name: "h100", vmSize: H100, count: 2, osSku: "Ubuntu", driver: "None", mode: "User" },
      ...{ taints: ["sku=gpu:NoSchedule"], tags: TAGS, labels: { team: "llm" }, zones: [] },
      provisioningState: "Creating",
    });
    await passUntil(1000);
    expect(await azure.readNodePool(CLUSTER_REF, "h100")).toMatchObject({ provisioningState: "Succeeded" });
    expect((await azure.listNodePools(CLUSTER_REF)).map((pool) => pool.name)).toEqual(["system", "h100"]);
  });

  it("lets AKS bring the driver, and reads that it does", async () => {
    const { azure } = await open();
    await azure.submitNodePool(CLUSTER_REF, { ...SPEC, driver: "Install" }, TAGS);
    expect(await azure.readNodePool(CLUSTER_REF, "h100")).toMatchObject({ driver: "Install" });
    expect(await azure.readNodePool(CLUSTER_REF, "system")).not.toHaveProperty("driver");
  });

  it("does not overwrite a pool that somebody else made meanwhile", async () => {
    const { azure, passUntil } = await open();
    await azure.submitNodePool(CLUSTER_REF, SPEC, { owner: "them" });
    await passUntil(1000);
    await expect(azure.submitNodePool(CLUSTER_REF, SPEC, TAGS)).rejects.toMatchObject({
      details: { code: "PreconditionFailed", retry: "never", status: 412, operation: "PUT agentPools/h100" },
    });
    expect(await azure.readNodePool(CLUSTER_REF, "h100")).toMatchObject({ tags: { owner: "them" } });
  });

  it("changes a pool that is still as it was read, and keeps what others put there", async () => {
    const { azure, passUntil } = await open();
    await azure.submitNodePool(CLUSTER_REF, { ...SPEC, labels: { owner: "them" } }, { cost: "42" });
    await passUntil(1000);
    const before = await azure.readNodePool(CLUSTER_REF, "h100");
    await azure.submitNodePool(CLUSTER_REF, { ...SPEC, count: 3 }, TAGS, before?.etag);
    expect(await azure.readNodePool(CLUSTER_REF, "h100")).toMatchObject({
      count: 3,
      labels: { owner: "them", team: "llm" },
      tags: { cost: "42", ...TAGS },
      provisioningState: "Scaling",
    });
  });

  it("does not change a pool that is no longer as it was read", async () => {
    const { azure, passUntil } = await open();
    await azure.submitNodePool(CLUSTER_REF, SPEC, TAGS);
    const stale = await azure.readNodePool(CLUSTER_REF, "h100");
    await passUntil(1000);
    await expect(azure.submitNodePool(CLUSTER_REF, { ...SPEC, count: 3 }, TAGS, stale?.etag)).rejects.toMatchObject({
      details: { code: "PreconditionFailed", retry: "never" },
    });
    expect(await azure.readNodePool(CLUSTER_REF, "h100")).toMatchObject({ count: 2 });
  });

  it("says how long to wait while another operation runs", async () => {
    const { azure } = await open();
    await azure.submitNodePool(CLUSTER_REF, SPEC, TAGS);
    const creating = await azure.readNodePool(CLUSTER_REF, "h100");
    await expect(azure.submitNodePool(CLUSTER_REF, SPEC, TAGS, creating?.etag)).rejects.toMatchObject({
      details: { code: "OperationNotAllowed", retry: "soon", status: 409, retryAfterSeconds: 30 },
    });
  });

  it("passes throttling on after one request, with Azure's own waiting time", async () => {
    let requests = 0;
    const counted = (handler: WireHandler): WireHandler => {
      return (request) => {
        requests += 1;
        return handler(request);
      };
    };
    const throttling = { getManagedCluster: { burst: 1, perSecond: 0.001 } };
    const { azure } = await open({ settings: { throttling }, around: counted });
    await azure.readCluster(CLUSTER_REF);
    await expect(azure.readCluster(CLUSTER_REF)).rejects.toMatchObject({
      details: { code: "Throttled", retry: "soon", status: 429, retryAfterSeconds: 1000 },
    });
    expect(requests).toBe(2);
  });

  it("reads the innermost reason why a pool failed", async () => {
    const { azure, passUntil } = await open({ settings: { poolFailures: { h100: { code: "AllocationFailed" } } } });
    await azure.submitNodePool(CLUSTER_REF, SPEC, TAGS);
    await passUntil(1000);
    expect(await azure.readNodePool(CLUSTER_REF, "h100")).toMatchObject({
      provisioningState: "Failed",
      failure: { code: "AllocationFailed", message: expect.stringMatching(/^Allocation failed/) as string },
    });
  });

  it("tells a refused identity and a missing right apart", async () => {
    const { azure, azureAs } = await open({ settings: { permissions: { actions: ["*/read"] } } });
    const forged = azureAs({ getToken: () => Promise.resolve({ token: "forged", expiresOnTimestamp: 0 }) });
    await expect(forged.readCluster(CLUSTER_REF)).rejects.toMatchObject({
      message: expect.not.stringContaining("forged") as string,
      details: { code: "TokenRejected", retry: "soon", status: 401 },
    });
    await expect(azure.submitNodePool(CLUSTER_REF, SPEC, TAGS)).rejects.toMatchObject({
      details: {
        code: "MissingArmPermission",
        retry: "never",
        status: 403,
        missingRight: { action: "Microsoft.ContainerService/managedClusters/agentPools/write", scope: CLUSTER_ID },
      },
    });
  });

  it("never follows a link to another host", async () => {
    const elsewhere: (handler: WireHandler) => WireHandler = () => () => ({
      status: 200,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ value: [], nextLink: "https://elsewhere.test/pools" }),
    });
    const { azure } = await open({ around: elsewhere });
    await expect(azure.listNodePools(CLUSTER_REF)).rejects.toThrow(
      /^LIST agentPools failed: A request to https:\/\/elsewhere.test was refused/,
    );
  });
});

it("says that Azure cannot be reached", async () => {
  const credential = { getToken: () => Promise.resolve({ token: "t", expiresOnTimestamp: Number.MAX_SAFE_INTEGER }) };
  const azure = createAzureClient({ endpoint: "https://127.0.0.1:1", credential });
  await expect(azure.readCluster(CLUSTER_REF)).rejects.toMatchObject({
    message: `GET managedClusters/${CLUSTER} got no answer from Azure: the connection was refused (ECONNREFUSED)`,
    details: { code: "AzureUnreachable", retry: "soon" },
  });
});
