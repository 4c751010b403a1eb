/** GET /api/clusters and below: the registry as its readers see it. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openVirtualWorld, type VirtualWorld } from "../scenarios/virtualWorld.ts";
import { aRequest, aScenario, expectProblem, get, post } from "./apiCalls.ts";

const { cluster } = aRequest();
const PATH = `/api/clusters/${cluster.subscriptionId}/${cluster.resourceGroup}/${cluster.name}`;

let world: VirtualWorld;

beforeAll(async () => {
  world = await openVirtualWorld(aScenario());
});

afterAll(() => world.stop());

describe("a cluster", () => {
  it("is unknown until a preparation of it is accepted", async () => {
    expect((await get(world, "/api/clusters")).body).toEqual({ clusters: [], links: {} });
    for (const path of [PATH, `${PATH}/verifications`, `/api/clusters/x/y/z`]) {
      expectProblem(await get(world, path), 404, "ClusterUnknown");
    }
  });

  it("is there without a verdict while its first preparation runs, and after it with its nodes' certificates", async () => {
    const { body: accepted } = await post(world, aRequest());
    const running = {
      kind: "preparation",
      id: accepted["id"],
      self: `${world.url}/api/preparations/${String(accepted["id"])}`,
    };
    const [item] = (await get<{ clusters: unknown[] }>(world, "/api/clusters")).body.clusters;
    expect(item).toMatchObject({ cluster, drift: 0, running });
    await world.runToEnd(cluster);
    const { body } = await get(world, PATH.toUpperCase().replace("/API/CLUSTERS", "/api/clusters"));
    expect(body).toMatchObject({
      ...{ verdict: "ready", level: "L2", run: { kind: "preparation", id: accepted["id"] } },
      nodes: { valid: 1, stale: 0, unverified: 0 },
      prepared: { id: accepted["id"], pools: [{ name: "a100", vmSize: "Standard_NC24ads_A100_v4" }] },
      pools: [{ name: "a100", valid: 1, stale: 0, unverified: 0 }],
      ...{ nodesInTrouble: [], drifted: [], links: { self: `${world.url}${PATH}` } },
    });
    expect(body).not.toHaveProperty("running");
  });

  it("is listed by its last verdict", async () => {
    const count = async (verdict: string) =>
      (await get<{ clusters: unknown[] }>(world, `/api/clusters?verdict=${verdict}`)).body.clusters.length;
    expect([await count("ready"), await count("notReady")]).toEqual([1, 0]);
    expectProblem(await get(world, "/api/clusters?verdict=fine"), 400, "InvalidRequest");
    expectProblem(await get(world, "/api/clusters?cursor=eA"), 400, "InvalidCursor");
  });

  it("has the verdicts of its preparations in its history, newest first", async () => {
    const { body: again } = await post(world, aRequest());
    await world.runToEnd(cluster);
    const { body } = await get<{ verifications: { id: string }[] }>(world, `${PATH}/verifications`);
    expect(body.verifications).toMatchObject([
      { id: again["id"], kind: "preparation", status: "finished", verdict: "ready", drift: [] },
      { kind: "preparation", verdict: "ready", nodes: { valid: 1 } },
    ]);
    expectProblem(await get(world, `${PATH}/verifications?cursor=eA`), 400, "InvalidCursor");
  });
});
