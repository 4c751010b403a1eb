/** Pools with initialization taints, put into their cluster as it was read; over both bindings. */
import { describe, expect, it } from "vitest";
import type { WireHandler, WireRequest } from "../../local/world/wire.ts";
import type { NodePoolSpec } from "../../src/domain/nodePool.ts";
import { CLUSTER, GROUP, H100, SUBSCRIPTION } from "../local/azure/azureWorld.ts";
import { type AzureOptions, anAzure } from "./anAzure.ts";
import { BINDINGS } from "./bindings.ts";

const CLUSTER_REF = { subscriptionId: SUBSCRIPTION, resourceGroup: GROUP, name: CLUSTER };
const GATE = "lamplighter.dev/unprepared=true:NoSchedule";
const SPEC: NodePoolSpec = {
  ...{ name: "h100", vmSize: H100, count: 2, osSku: "Ubuntu", driver: "None", zones: ["1"] },
  ...{ labels: { team: "llm" }, taints: ["sku=gpu:NoSchedule"], initializationTaints: [GATE] },
};
const TAGS = { by: "prep-1" };

describe.each(BINDINGS)("initialization taints over $name", ({ bind }) => {
  async function open({ around = (handler) => handler, ...options }: AzureOptions = {}) {
    const puts: WireRequest[] = [];
    const noting =
      (handle: WireHandler): WireHandler =>
      (request) => {
        if (request.method === "PUT") puts.push(request);
        return around(handle)(request);
      };
    return { ...(await anAzure(bind, { ...options, around: noting })), puts };
  }

  it("make a new pool as it is asked for, beside those that are there", async () => {
    const { azure, passUntil } = await open();
    expect(await azure.submitPoolsWithCluster(CLUSTER_REF, [SPEC], TAGS)).toBe("submitted");
    await passUntil(1000);
    expect(await azure.readNodePool(CLUSTER_REF, "h100")).toMatchObject({
      ...{ vmSize: H100, count: 2, driver: "None", zones: ["1"], labels: { team: "llm" }, tags: TAGS },
      ...{ taints: ["sku=gpu:NoSchedule"], provisioningState: "Succeeded" },
    });
    expect(await azure.listInitializationTaints(CLUSTER_REF)).toEqual({ system: [], h100: [GATE] });
  });

  it("change a pool and keep what others set on it", async () => {
    const { azure, passUntil } = await open();
    const theirs = { ...SPEC, labels: { owner: "them" }, initializationTaints: ["theirs:NoSchedule"] };
    await azure.submitPoolsWithCluster(CLUSTER_REF, [theirs], { cost: "42" });
    await passUntil(1000);
    expect(await azure.submitPoolsWithCluster(CLUSTER_REF, [{ ...SPEC, count: 3 }], TAGS)).toBe("submitted");
    expect(await azure.readNodePool(CLUSTER_REF, "h100")).toMatchObject({
      ...{ count: 3, labels: { owner: "them", team: "llm" }, tags: { cost: "42", ...TAGS } },
    });
    expect(await azure.listInitializationTaints(CLUSTER_REF)).toMatchObject({ h100: ["theirs:NoSchedule", GATE] });
  });

  it("go with the cluster as it was read, on that condition, and name no node image", async () => {
    const { azure, puts } = await open();
    await azure.submitPoolsWithCluster(CLUSTER_REF, [SPEC], TAGS);
    const [put] = puts;
    expect(put?.headers["if-match"]).toMatch(/\w/);
    expect(new URL(put?.url ?? "").searchParams.get("api-version")).toBe("2026-06-02-preview");
    const body = Buffer.from(put?.body ?? "").toString("utf8");
    expect(JSON.parse(body)).toMatchObject({ location: "eastus", properties: { dnsPrefix: CLUSTER } });
    expect(body).not.toContain("nodeImageVersion");
  });

  it("are a conflict while a pool is being changed, and when the cluster has changed since it was read", async () => {
    const { azure, passUntil } = await open();
    await azure.submitPoolsWithCluster(CLUSTER_REF, [SPEC], TAGS);
    expect(await azure.submitPoolsWithCluster(CLUSTER_REF, [{ ...SPEC, count: 3 }], TAGS)).toBe("conflict");
    await passUntil(1000);
    const changedMeanwhile = await open({
      around: (handler) => (request) =>
        handler(
          request.method === "PUT" ? { ...request, headers: { ...request.headers, "if-match": "old" } } : request,
        ),
    });
    expect(await changedMeanwhile.azure.submitPoolsWithCluster(CLUSTER_REF, [SPEC], TAGS)).toBe("conflict");
    expect(await changedMeanwhile.azure.readNodePool(CLUSTER_REF, "h100")).toBeUndefined();
  });

  it("need a feature, whose state is told", async () => {
    const feature = "NodeInitializationTaintsPreview";
    const settings = { features: { [`Microsoft.ContainerService/${feature}`]: "NotRegistered" as const } };
    const { azure } = await open({ settings });
    expect(await azure.readFeature(SUBSCRIPTION, feature)).toBe("NotRegistered");
    await expect(azure.submitPoolsWithCluster(CLUSTER_REF, [SPEC], TAGS)).rejects.toMatchObject({
      details: { retry: "never", status: 400, operation: `PUT managedClusters/${CLUSTER}` },
    });
    expect(await (await open()).azure.readFeature(SUBSCRIPTION, feature)).toBe("Registered");
  });

  it("need a right on the cluster, which is named", async () => {
    const action = "Microsoft.ContainerService/managedClusters/write";
    const { azure } = await open({ settings: { permissions: { actions: ["*"], notActions: [action] } } });
    await expect(azure.submitPoolsWithCluster(CLUSTER_REF, [SPEC], TAGS)).rejects.toMatchObject({
      details: { code: "MissingArmPermission", retry: "never", missingRight: { action } },
    });
  });
});
