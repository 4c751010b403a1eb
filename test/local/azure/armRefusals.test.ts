import { describe, expect, it } from "vitest";
import { aWorld, CLUSTER, CLUSTER_PATH, GROUP, H100, type WorldOptions } from "./azureWorld.ts";

const VERSION = "api-version=2026-06-01";
const POOL = `${CLUSTER_PATH}/agentPools/h100?${VERSION}`;

function body(properties: object = {}) {
  return { body: { properties: { count: 1, vmSize: H100, ...properties } } };
}

/** The answer to a PUT of a new pool. */
function putIn(world: WorldOptions, properties: object, path = POOL) {
  return aWorld(world).send("PUT", path, body(properties));
}

function refusal(status: number, code: string, message: RegExp) {
  return { status, body: { error: { code, message: expect.stringMatching(message) as string } } };
}

describe("simulated ARM refuses what it does not have, by name", () => {
  it("an unknown route", async () => {
    const path = `${CLUSTER_PATH}/maintenanceConfigurations?${VERSION}`;
    expect(await aWorld().send("GET", path)).toMatchObject(
      refusal(404, "InvalidResourceType", /maintenanceConfigurations/),
    );
  });

  it("a method that a route lacks", async () => {
    expect(await aWorld().send("PATCH", POOL)).toMatchObject(refusal(405, "MethodNotAllowed", /'PATCH'/));
  });

  it("an api-version that is missing or not served", async () => {
    const { send } = aWorld();
    expect(await send("GET", CLUSTER_PATH)).toMatchObject(refusal(400, "MissingApiVersionParameter", /required/));
    expect(await send("GET", `${CLUSTER_PATH}?api-version=2020-01-01`)).toMatchObject(
      refusal(400, "InvalidApiVersionParameter", /2020-01-01.*2026-06-01/),
    );
  });

  it("a query parameter", async () => {
    expect(await aWorld().send("GET", `${CLUSTER_PATH}?${VERSION}&$expand=all`)).toMatchObject(
      refusal(400, "InvalidQueryParameter", /\$expand/),
    );
  });

  it("a property of the body, at any depth", async () => {
    const message = /'properties\.nodeLabel'/;
    expect(await putIn({}, { nodeLabel: {} })).toMatchObject(refusal(400, "InvalidRequestContent", message));
    expect(await putIn({}, { gpuProfile: { drivr: "None" } })).toMatchObject(
      refusal(400, "InvalidRequestContent", /'properties\.gpuProfile\.drivr'/),
    );
  });

  it("a body that is no JSON", async () => {
    const { arm, tokens } = aWorld();
    const headers = { authorization: `Bearer ${tokens.issue("https://management.azure.com", "me").token}` };
    const url = `https://management.azure.com${POOL}`;
    const response = await arm.handle({ method: "PUT", url, headers, body: new TextEncoder().encode("{") });
    expect(response.status).toBe(400);
  });

  it("a subscription, a resource group, a cluster and a pool", async () => {
    const { send } = aWorld();
    const get = (path: string) => send("GET", `${path}?${VERSION}`);
    const other = CLUSTER_PATH.replace("11111111", "99999999");
    expect(await get(other)).toMatchObject(refusal(404, "SubscriptionNotFound", /99999999/));
    expect(await get(CLUSTER_PATH.replace(GROUP, "dev"))).toMatchObject(refusal(404, "ResourceGroupNotFound", /dev/));
    expect(await get(`${CLUSTER_PATH}x`)).toMatchObject(refusal(404, "ResourceNotFound", /lampx/));
    expect(await get(`${CLUSTER_PATH}/agentPools/h100`)).toMatchObject(refusal(404, "NotFound", /h100/));
  });
});

describe("simulated ARM authenticates and authorises", () => {
  it("refuses a missing token, one for another audience and an altered one", async () => {
    const { arm, tokens } = aWorld();
    const get = (authorization: Record<string, string>) =>
      arm.handle({
        method: "GET",
        url: `https://management.azure.com${CLUSTER_PATH}?${VERSION}`,
        headers: authorization,
        body: new Uint8Array(),
      });
    expect(await get({})).toMatchObject({ status: 401 });
    const { token } = tokens.issue("https://storage.azure.com", "me");
    expect(await get({ authorization: `Bearer ${token}` })).toMatchObject({ status: 401 });
    expect(await get({ authorization: `Bearer ${token}x` })).toMatchObject({ status: 401 });
  });

  it("names the action that the caller may not do", async () => {
    const settings = { permissions: { actions: ["*/read"] } };
    expect(await putIn({ settings }, {})).toMatchObject(
      refusal(403, "AuthorizationFailed", /managedClusters\/agentPools\/write/),
    );
    expect(await aWorld({ settings }).send("GET", `${CLUSTER_PATH}?${VERSION}`)).toMatchObject({ status: 200 });
  });
});

describe("AKS refuses a pool", () => {
  it.each([
    ["with a name of other characters", {}, "InvalidParameter", /GPU/, POOL.replace("h100", "GPU")],
    ["with a name that is too long", {}, "InvalidParameter", /12 characters/, POOL.replace("h100", "h100h100h100h")],
    ["of an unknown size", { vmSize: "Standard_ND96" }, "VMSizeNotSupported", /Standard_ND96/, POOL],
    ["with a malformed taint", { nodeTaints: ["gpu"] }, "InvalidRequestContent", /nodeTaints\.0/, POOL],
    ["with a reserved label", { nodeLabels: { "kubernetes.azure.com/x": "y" } }, "InvalidParameter", /reserved/, POOL],
    [
      "with a count outside its bounds",
      { enableAutoScaling: true, minCount: 2, maxCount: 3 },
      "InvalidParameter",
      /'count'/,
      POOL,
    ],
    [
      "of another Kubernetes version",
      { orchestratorVersion: "1.33.1" },
      "AgentPoolK8sVersionNotSupported",
      /1\.33\.1/,
      POOL,
    ],
  ])("%s", async (_, properties, code, message, path) => {
    expect(await putIn({}, properties, path)).toMatchObject(refusal(400, code, message));
  });

  it("with Ubuntu 22.04 above Kubernetes 1.34, and with 24.04 below 1.32", async () => {
    const code = "OSSKUNotSupported";
    const newer = { kubernetesVersion: "1.35.1" };
    expect(await putIn(newer, { osSKU: "Ubuntu2204" })).toMatchObject(refusal(400, code, /1\.35\.1/));
    expect(await putIn(newer, { osSKU: "Ubuntu2404" })).toMatchObject({ status: 201 });
    expect(await putIn({ kubernetesVersion: "1.31.0" }, { osSKU: "Ubuntu2404" })).toMatchObject(
      refusal(400, code, /1\.31/),
    );
  });

  it("that does not fit into the family's or the region's quota", async () => {
    const family = { quotas: { standardNDSH100v5Family: { limit: 100, used: 50 } } };
    const message = /requested 96, remaining 50 for family standardNDSH100v5Family/;
    const code = "ErrCode_InsufficientVCPUQuota";
    expect(await putIn({ settings: family }, {})).toMatchObject(refusal(400, code, message));
    const region = { quotas: { cores: { limit: 100 } } };
    expect(await putIn({ settings: region }, {})).toMatchObject(refusal(400, code, /remaining 92 for family cores/));
  });

  it("of a size that the region or the zone does not sell to the subscription", async () => {
    const restricted = { skus: { [H100]: { restricted: "all" as const } } };
    expect(await putIn({ settings: restricted }, {})).toMatchObject(refusal(400, "BadRequest", /not allowed/));
    const zonal = { settings: { skus: { [H100]: { zones: ["1", "2"] } } } };
    expect(await putIn(zonal, { availabilityZones: ["3"] })).toMatchObject(refusal(400, "SkuNotAvailable", /'3'/));
  });

  it("while the cluster is busy or stopped", async () => {
    const busy = await putIn({ provisioningState: "Updating" }, {});
    expect(busy).toMatchObject(refusal(409, "OperationNotAllowed", /Updating/));
    expect(busy.headers["retry-after"]).toBe("30");
    expect(await putIn({ powerState: "Stopped" }, {})).toMatchObject(refusal(400, "OperationNotAllowed", /stopped/));
  });

  it.each([
    ["vmSize", { vmSize: "Standard_NC24ads_A100_v4" }],
    ["osSKU", { osSKU: "Ubuntu2404" }],
    ["gpuProfile.driver", { gpuProfile: { driver: "None" } }],
    ["availabilityZones", { availabilityZones: ["1"] }],
  ])("whose %s would change", async (path, change) => {
    const { send, passUntil } = aWorld();
    await send("PUT", POOL, body());
    await passUntil(1000);
    expect(await send("PUT", POOL, body(change))).toMatchObject(
      refusal(400, "PropertyChangeNotAllowed", new RegExp(`'properties\\.${path}'`)),
    );
  });

  it("while another operation on it is in progress, and leaves it alone", async () => {
    const { send, client } = aWorld();
    await send("PUT", POOL, body());
    const second = await send("PUT", POOL, body({ count: 5 }));
    expect(second).toMatchObject(refusal(409, "OperationNotAllowed", /h100 - Creating/));
    expect(second.headers["retry-after"]).toBe("30");
    expect(await send("DELETE", POOL)).toMatchObject({ status: 409 });
    expect(await client.agentPools.get(GROUP, CLUSTER, "h100")).toMatchObject({ count: 1 });
  });

  it("lets other pools of the cluster be changed at the same time", async () => {
    const { send } = aWorld();
    await send("PUT", POOL, body());
    expect(await send("PUT", POOL.replace("h100", "h200"), body())).toMatchObject({ status: 201 });
  });

  it("as the cluster's last system pool, when it is to be deleted", async () => {
    expect(await aWorld().send("DELETE", POOL.replace("h100", "system"))).toMatchObject(
      refusal(400, "OperationNotAllowed", /last system pool/),
    );
  });
});

describe("eTags of agent pools", () => {
  it("change with the pool, and a stale one is refused", async () => {
    const { client, passUntil } = aWorld();
    const pool = { count: 1, vmSize: H100 };
    await client.agentPools.createOrUpdate(GROUP, CLUSTER, "h100", pool).submitted();
    const { eTag: stale = "" } = await client.agentPools.get(GROUP, CLUSTER, "h100");
    await passUntil(1000);
    const { eTag: current = "" } = await client.agentPools.get(GROUP, CLUSTER, "h100");
    expect(current).not.toBe(stale);
    const put = (ifMatch: string) =>
      client.agentPools.createOrUpdate(GROUP, CLUSTER, "h100", { ...pool, count: 2 }, { ifMatch }).submitted();
    await expect(put(stale)).rejects.toMatchObject({ statusCode: 412, code: "PreconditionFailed" });
    await put(current);
    expect(await client.agentPools.get(GROUP, CLUSTER, "h100")).toMatchObject({ count: 2 });
  });

  it("keep a create from changing a pool that exists", async () => {
    const { client, send } = aWorld();
    await send("PUT", POOL, body());
    const create = client.agentPools.createOrUpdate(
      GROUP,
      CLUSTER,
      "h100",
      { count: 1, vmSize: H100 },
      { ifNoneMatch: "*" },
    );
    await expect(create.submitted()).rejects.toMatchObject({ statusCode: 412 });
  });
});

describe("throttling", () => {
  it("refuses the 61st read of a cluster in a moment, and serves it again when the time has come", async () => {
    const { client, passUntil } = aWorld();
    for (let read = 0; read < 60; read++) await client.managedClusters.get(GROUP, CLUSTER);
    const refused = await client.managedClusters.get(GROUP, CLUSTER).catch((error: unknown) => error);
    expect(refused).toMatchObject({ statusCode: 429, code: "Throttled" });
    expect((refused as { response: { headers: Headers } }).response.headers.get("retry-after")).toBe("1");
    await passUntil(1);
    expect(await client.managedClusters.get(GROUP, CLUSTER)).toMatchObject({ name: CLUSTER });
  });

  it("counts writes by pool", async () => {
    const { send } = aWorld({ settings: { throttling: { putAgentPool: { burst: 1, perSecond: 1 / 60 } } } });
    await send("PUT", POOL, body());
    const second = await send("PUT", POOL, body());
    expect(second).toMatchObject({ status: 429, headers: { "retry-after": "60" } });
    expect(await send("PUT", POOL.replace("h100", "h200"), body())).toMatchObject({ status: 201 });
  });
});
