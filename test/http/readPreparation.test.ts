/** GET /api/preparations/{id}: a run while it goes on, and its record for ever after. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clusterInstanceId } from "../../src/domain/clusterRef.ts";
import type { PreparationRow } from "../../src/domain/records.ts";
import { openVirtualWorld, type VirtualWorld } from "../scenarios/virtualWorld.ts";
import { aRequest, aScenario, expectProblem, get, post } from "./apiCalls.ts";

const { cluster } = aRequest();

/** One run, told from its beginning to its end and beyond: the order of the tests is the order of time. */
describe("a preparation, from its acceptance on", () => {
  let world: VirtualWorld;
  let path: string;
  let id: string;

  beforeAll(async () => {
    world = await openVirtualWorld(aScenario());
    const { body } = await post(world, aRequest());
    id = String(body["id"]);
    path = `/api/preparations/${id}`;
  });

  afterAll(() => world.stop());

  it("tells what was asked, and that it has just begun", async () => {
    const { status, headers, body } = await get(world, path);
    expect(status).toBe(200);
    expect(headers["retry-after"]).toBe("5");
    expect(body).toMatchObject({
      id,
      status: "running",
      live: false,
      cluster,
      profile: "self-managed",
      findings: [],
      pools: [{ name: "a100", vmSize: "Standard_NC24ads_A100_v4", wanted: 1, stage: "creating", joined: 0, ready: 0 }],
      links: { self: `${world.url}${path}`, nodes: `${world.url}${path}/nodes` },
    });
  });

  it("tells the phase, what holds, how far each pool is, and what the stack waits for", async () => {
    await world.pass(20);
    const { body } = await get(world, path);
    expect(body).toMatchObject({
      status: "running",
      phase: "preparing",
      conditions: [{ type: "Planned", status: "True", reason: "PlanMade" }],
      pools: [{ name: "a100", stage: "creating", ready: 0 }],
      nodesInTrouble: [],
    });
    const stack = body["stack"] as { name: string; state: string }[];
    expect(stack.map(({ name }) => name)).toEqual(["gpu-operator", "ulimit-adjuster"]);
    expect(stack.map(({ state }) => state)).not.toContain("done");
  });

  it("is worth a look rarely while the end of what goes on is far, and often when it is near", async () => {
    await world.pass(60);
    expect((await get(world, path)).headers["retry-after"]).toBe("60");
    await world.pass(210);
    expect(Number((await get(world, path)).headers["retry-after"])).toBeLessThanOrEqual(10);
  });

  it("says only that nothing has changed to whoever has the answer", async () => {
    const { headers } = await get(world, path);
    const again = await world.api("GET", path, undefined, { "if-none-match": headers["etag"] ?? "" });
    expect(again).toMatchObject({ status: 304, body: "" });
    expect(again.headers["etag"]).toBe(headers["etag"]);
    expect((await world.api("GET", path, undefined, { "if-none-match": '"another"' })).status).toBe(200);
  });

  it("tells which nodes lack what while the pool settles", async () => {
    await world.pass(210);
    const { body } = await get(world, path);
    expect(body).toMatchObject({ phase: "preparing", pools: [{ stage: "settling", joined: 1, ready: 1, settled: 0 }] });
    expect(body["stack"]).toMatchObject([
      { name: "gpu-operator", state: "done" },
      { name: "ulimit-adjuster", state: "done" },
    ]);
    const [pool] = body["pools"] as { lacks: Record<string, number> }[];
    expect(Object.values(pool?.lacks ?? {})).toEqual([1]);
  });

  it("is the record once it has ended", async () => {
    await world.runToEnd(cluster);
    const { status, headers, body } = await get(world, path);
    expect(status).toBe(200);
    expect(headers).not.toHaveProperty("retry-after");
    expect(body).toMatchObject({
      id,
      status: "finished",
      phase: "finished",
      live: false,
      verdict: "ready",
      level: "L2",
      pools: [{ name: "a100", wanted: 1, ready: 1 }],
      nodesInTrouble: [],
      links: { self: `${world.url}${path}`, nodes: `${world.url}${path}/nodes` },
    });
  });

  it("is the same record after the orchestration was purged", async () => {
    const before = await get(world, path);
    const instance = `/runtime/webhooks/durabletask/instances/${clusterInstanceId(cluster)}`;
    const purged = await world.host.request({ method: "DELETE", url: instance });
    expect(purged.json()).toEqual({ instancesDeleted: 1 });
    expect(world.host.inspect.instance(clusterInstanceId(cluster))).toBeUndefined();
    expect((await get(world, path)).body).toEqual(before.body);
  });

  it("is the same record while the cluster's next run goes on", async () => {
    const before = await get(world, path);
    const { body: next } = await post(world, aRequest());
    expect((await get(world, path)).body).toEqual(before.body);
    const running = await get(world, `/api/preparations/${String(next["id"])}`);
    expect(running.body).toMatchObject({ id: next["id"], status: "running" });
  });

  it("has failed when its orchestration was terminated, also once the cluster's next run goes on", async () => {
    const [terminated] = await openPreparations();
    const instance = `/runtime/webhooks/durabletask/instances/${clusterInstanceId(cluster)}`;
    await world.host.request({ method: "POST", url: `${instance}/terminate?reason=test` });
    await world.runToEnd(cluster);
    expect((await get(world, `/api/preparations/${terminated?.id}`)).body).toMatchObject({ status: "failed" });
    const next = await post(world, aRequest());
    expect(next.status).toBe(202);
    await world.pass(1);
    await tables().put("preparation", String(terminated?.id), {
      ...terminated,
      acceptedAt: "2020-01-01T00:00:00.000Z",
    });
    expect((await get(world, `/api/preparations/${terminated?.id}`)).body).toMatchObject({ status: "failed" });
    expect((await get(world, next.headers["location"] ?? "")).body).toMatchObject({ status: "running" });
  });

  it("is not found under any other id", async () => {
    const unknown = "/api/preparations/00000000-0000-4000-8000-000000000000";
    for (const missing of [await get(world, unknown), await get(world, `${unknown}/nodes`)]) {
      expect(missing.status).toBe(404);
      expectProblem(missing, 404, "PreparationNotFound");
    }
  });

  const tables = () => world.tables.preparations;

  async function openPreparations(): Promise<PreparationRow[]> {
    const rows = await tables().list<PreparationRow>("preparation", { limit: 10 });
    return rows.map(({ value }) => value).filter(({ record }) => record === undefined);
  }
});
