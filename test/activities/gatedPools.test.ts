/** Gated pools in simulated Azure: asked for together with their cluster, once, and never ungated by what comes later. */
import { describe, expect, it } from "vitest";
import type { Plan } from "../../src/domain/plan.ts";
import { aRequest, type PoolOptions } from "../support/preparationRequests.ts";
import { type ActivityWorld, anActivityWorld, aRun } from "./activityWorld.ts";

const GATE = "lamplighter.dev/unprepared";
const TWO_POOLS: PoolOptions[] = [{ name: "left", count: 2 }, { name: "right" }];

function plan(world: ActivityWorld, pools: PoolOptions[], gate = true): Promise<Plan> {
  return world.run("planPreparation", { preparationId: "plan", request: aRequest(pools, { gate }) });
}

async function submit(world: ActivityWorld, pools: PoolOptions[], id?: string) {
  return world.run("submitGatedPools", { ...aRun(id), pools: (await plan(world, pools)).pools });
}

/** As an ungated preparation asks for a pool. */
async function ensure(world: ActivityWorld, pool: PoolOptions, id: string): Promise<void> {
  const [planned] = (await plan(world, [pool], false)).pools;
  if (planned !== undefined) await world.run("ensureNodePool", { ...aRun(id), pool: planned });
  await untilSucceeded(world, pool.name);
}

async function untilSucceeded(world: ActivityWorld, ...pools: string[]): Promise<void> {
  for (const pool of pools) {
    while ((await world.run("readNodePool", { ...aRun(), pool })).kind !== "done") await world.pass(5);
  }
}

const putsOf = ({ writes }: ActivityWorld) =>
  writes.filter((write) => write.startsWith("PUT ")).map((write) => write.split("/").slice(-2).join("/"));

const gatesOf = (world: ActivityWorld, pool: string) =>
  world
    .list("v1/Node")
    .filter(({ metadata }) => metadata.labels?.["kubernetes.azure.com/agentpool"] === pool)
    .map((node) => (node["spec"] as { taints?: { key: string }[] }).taints?.some(({ key }) => key === GATE) ?? false);

describe("gated pools", () => {
  it("are asked for in one request, and their nodes come with the taint", async () => {
    const world = anActivityWorld();
    expect(await submit(world, TWO_POOLS)).toMatchObject({ kind: "done", changed: true });
    await untilSucceeded(world, "left", "right");
    expect(putsOf(world)).toEqual(["managedClusters/aks-llm-d"]);
    expect([gatesOf(world, "left"), gatesOf(world, "right")]).toEqual([[true, true], [true]]);
  });

  it("are asked for once when the answer was lost, and each is counted by its own part", async () => {
    const world = anActivityWorld();
    const { pools } = await plan(world, TWO_POOLS);
    world.trouble({ on: "PUT /managedClusters", as: "lostAnswer" });
    expect(await world.activities.submitGatedPools({ ...aRun(), pools })).toMatchObject({
      ok: false,
      fault: { retry: "soon" },
    });
    expect(await world.run("submitGatedPools", { ...aRun(), pools })).toMatchObject({ kind: "done", changed: false });
    for (const pool of pools) {
      expect(await world.run("ensureNodePool", { ...aRun(), pool })).toMatchObject({ kind: "done", changed: true });
    }
    await untilSucceeded(world, "left", "right");
    for (const pool of pools) {
      expect(await world.run("ensureNodePool", { ...aRun("next"), pool })).toMatchObject({ changed: false });
    }
    expect(putsOf(world)).toHaveLength(1);
  });

  it("are never made without the taint by a pool's own part", async () => {
    const world = anActivityWorld();
    const [pool] = (await plan(world, [{ name: "left" }])).pools;
    if (pool === undefined) throw new Error("The plan has no pool");
    expect(await world.run("ensureNodePool", { ...aRun(), pool })).toMatchObject({ kind: "waiting" });
    expect(putsOf(world)).toEqual([]);
  });

  it("keep the taint when a later run without gate changes them: its new nodes have it too", async () => {
    const world = anActivityWorld();
    await submit(world, [{ name: "left" }]);
    await untilSucceeded(world, "left");
    await ensure(world, { name: "left", count: 2 }, "ungated");
    expect(gatesOf(world, "left")).toEqual([true, true]);
    expect(putsOf(world)).toEqual(["managedClusters/aks-llm-d", "agentPools/left"]);
    expect((await plan(world, [{ name: "left", count: 2 }])).pools).toMatchObject([{ action: "none" }]);
  });

  it("that exist without the taint get it for nodes of a later image: those that are there are left alone", async () => {
    const world = anActivityWorld();
    await ensure(world, { name: "left" }, "ungated");
    expect((await plan(world, [{ name: "left" }])).pools).toMatchObject([{ action: "update" }]);
    await submit(world, [{ name: "left" }]);
    await untilSucceeded(world, "left");
    expect((await plan(world, [{ name: "left" }])).pools).toMatchObject([{ action: "none" }]);
    expect(gatesOf(world, "left")).toEqual([false]);
  });

  it("wait while any pool of the cluster is being changed, or the cluster has changed since it was read", async () => {
    const world = anActivityWorld();
    const { pools } = await plan(world, [{ name: "left" }]);
    const [other] = (await plan(world, [{ name: "other" }], false)).pools;
    if (other !== undefined) await world.run("ensureNodePool", { ...aRun("other"), pool: other });
    const ask = () => world.run("submitGatedPools", { ...aRun(), pools });
    expect(await ask()).toMatchObject({ kind: "waiting", reason: expect.stringContaining("other") as string });
    await untilSucceeded(world, "other");
    world.trouble({ on: "PUT /managedClusters", as: 412 });
    expect(await ask()).toMatchObject({ kind: "waiting" });
    expect(await ask()).toMatchObject({ kind: "done" });
  });
});

describe("a plan for gated pools", () => {
  it("is blocked where the subscription is not registered for the preview", async () => {
    const feature = "Microsoft.ContainerService/NodeInitializationTaintsPreview";
    const world = anActivityWorld({ azure: { features: { [feature]: "NotRegistered" } } });
    expect((await plan(world, [{ name: "left" }])).findings).toMatchObject([
      { code: "FeatureNotRegistered", severity: "block", subject: "subscription" },
    ]);
    expect((await plan(world, [{ name: "left" }], false)).findings).toEqual([]);
  });

  it("names the rights that it lacks", async () => {
    const notActions = ["Microsoft.Features/providers/features/read"];
    const world = anActivityWorld({ azure: { permissions: { actions: ["*"], notActions } } });
    expect((await plan(world, [{ name: "left" }])).findings).toMatchObject([{ code: "MissingArmPermission" }]);
  });
});
