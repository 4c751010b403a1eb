/** PUT of a whole cluster in simulated AKS: it brings initialization taints, and nothing else of the cluster can change. */
import { describe, expect, it } from "vitest";
import { aWorld, CLUSTER_PATH, H100 } from "./azureWorld.ts";

const PREVIEW = "2026-06-02-preview";
const STABLE = "2026-06-01";
const TAINT = "boot:NoSchedule";
const NEW_POOL = { name: "h100", count: 1, vmSize: H100, nodeInitializationTaints: [TAINT] };

interface ClusterBody {
  properties: { agentPoolProfiles: object[] };
}

function aCaller(options: Parameters<typeof aWorld>[0] = {}) {
  const world = aWorld(options);
  const { token } = world.tokens.issue("https://management.azure.com", "app");
  async function send(method: string, path: string, body?: unknown, apiVersion = PREVIEW) {
    const response = await world.arm.handle({
      method,
      url: `https://management.azure.com${path}?api-version=${apiVersion}`,
      headers: { authorization: `Bearer ${token}` },
      body: Buffer.from(body === undefined ? "" : JSON.stringify(body)),
    });
    const text =
      typeof response.body === "string" ? response.body : Buffer.from(response.body as Uint8Array).toString();
    return { status: response.status, body: JSON.parse(text) as ClusterBody };
  }
  async function putPools(...added: object[]) {
    const { body } = await send("GET", CLUSTER_PATH);
    const agentPoolProfiles = [...body.properties.agentPoolProfiles, ...added];
    return send("PUT", CLUSTER_PATH, { ...body, properties: { ...body.properties, agentPoolProfiles } });
  }
  return { ...world, send, putPools };
}

describe("PUT of a cluster", () => {
  it("makes pools whose nodes come with the taint beside the pool's own, and shows it in the preview alone", async () => {
    const world = aCaller();
    expect(await world.putPools({ ...NEW_POOL, nodeTaints: ["sku=gpu:NoSchedule"] })).toMatchObject({ status: 200 });
    await world.passUntil(1000);
    const [node] = [...world.nodes.values()].filter(({ spec }) => spec.pool === "h100");
    expect(node?.spec).toMatchObject({ taints: [{ key: "sku" }], initializationTaints: [{ key: "boot" }] });
    const shown = await Promise.all(
      [PREVIEW, STABLE].map((version) => world.send("GET", CLUSTER_PATH, undefined, version)),
    );
    expect(shown.map(({ body }) => JSON.stringify(body).includes(TAINT))).toEqual([true, false]);
  });

  it("leaves machines of a pool that exists without the taint until they get another image", async () => {
    const world = aCaller();
    await world.putPools({ ...NEW_POOL, nodeInitializationTaints: undefined });
    await world.passUntil(1000);
    const { body } = await world.send("GET", CLUSTER_PATH);
    const agentPoolProfiles = body.properties.agentPoolProfiles.map((profile) => ({
      ...profile,
      ...((profile as { name: string }).name === "h100" ? { count: 2, nodeInitializationTaints: [TAINT] } : {}),
    }));
    await world.send("PUT", CLUSTER_PATH, { ...body, properties: { ...body.properties, agentPoolProfiles } });
    await world.passUntil(3000);
    const specs = [...world.nodes.values()].map(({ spec }) => spec).filter(({ pool }) => pool === "h100");
    expect(specs).toHaveLength(2);
    expect(specs.filter(({ initializationTaints }) => initializationTaints !== undefined)).toEqual([]);
  });

  it("is refused when it would change anything else, take a pool away, or repeat a node taint", async () => {
    const world = aCaller();
    const { body } = await world.send("GET", CLUSTER_PATH);
    const put = (properties: object) =>
      world.send("PUT", CLUSTER_PATH, { ...body, properties: { ...body.properties, ...properties } });
    expect(await put({ disableLocalAccounts: true })).toMatchObject({ status: 400 });
    expect(await put({ agentPoolProfiles: [] })).toMatchObject({ status: 400 });
    expect(await world.putPools({ ...NEW_POOL, nodeTaints: [TAINT] })).toMatchObject({ status: 400 });
    expect((await world.send("GET", CLUSTER_PATH)).body).toEqual(body);
  });

  it("is served at the preview version alone, and a pool of its own takes no such taint", async () => {
    const world = aCaller();
    expect(await world.send("PUT", CLUSTER_PATH, {}, STABLE)).toMatchObject({ status: 400 });
    const { name: _inThePath, ...properties } = NEW_POOL;
    const answer = await world.send("PUT", `${CLUSTER_PATH}/agentPools/h100`, { properties });
    expect(answer).toMatchObject({
      status: 400,
      body: { error: { code: "NodeInitializationTaintsFeatureNotSupported" } },
    });
  });
});
