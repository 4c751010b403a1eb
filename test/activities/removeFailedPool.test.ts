/** A failed pool is taken away only where nobody can miss it. */
import { describe, expect, it } from "vitest";
import type { PlannedPool } from "../../src/domain/plannedPool.ts";
import { aRequest } from "../support/preparationRequests.ts";
import { type ActivityWorld, anActivityWorld, aRun } from "./activityWorld.ts";

const NO_CAPACITY = { poolFailures: { a100: { code: "AllocationFailed", zones: ["1"] } } };

async function zonalPool(world: ActivityWorld): Promise<PlannedPool> {
  const request = aRequest([{ name: "a100", zones: ["1"] }], { allow: { zoneFallback: true } });
  const { pools } = await world.run("planPreparation", { preparationId: "plan", request });
  const [pool] = pools;
  if (pool === undefined) throw new Error("The plan has no pool");
  return pool;
}

/** Asked for by `run`, and failed. */
async function aFailedPool(run = aRun()) {
  const world = anActivityWorld({ azure: NO_CAPACITY });
  const pool = await zonalPool(world);
  await world.run("ensureNodePool", { ...run, pool });
  await world.pass(600);
  const outcome = await world.run("readNodePool", { ...run, pool: "a100" });
  const failedAs = outcome.kind === "failed" ? (outcome.again?.etag ?? "") : "";
  return { world, pool, failedAs };
}

const deletionsOf = ({ writes }: ActivityWorld) => writes.filter((write) => write.startsWith("DELETE "));

describe("removeFailedPool", () => {
  it("deletes a pool that its run created and that never got a node, once, and is done when it is gone", async () => {
    const { world, pool, failedAs } = await aFailedPool();
    const input = { ...aRun(), pool: "a100", failedAs };
    expect(await world.run("removeFailedPool", input)).toMatchObject({ kind: "waiting" });
    expect(await world.run("removeFailedPool", input)).toMatchObject({ kind: "waiting" });
    await world.pass(120);
    expect(await world.run("removeFailedPool", input)).toMatchObject({ kind: "done", changed: true });
    expect(deletionsOf(world)).toHaveLength(1);
    const elsewhere = { ...pool, spec: { ...pool.spec, zones: ["2"] } };
    expect(await world.run("ensureNodePool", { ...aRun(), pool: elsewhere })).toMatchObject({ kind: "done" });
    await world.pass(600);
    expect(await world.run("readNodePool", { ...aRun(), pool: "a100" })).toMatchObject({ kind: "done" });
  });

  it("keeps a pool that another run created, even if this one has asked for it since", async () => {
    const { world, pool, failedAs } = await aFailedPool(aRun("first"));
    await world.run("ensureNodePool", { ...aRun("second"), pool, failedAs });
    await world.pass(600);
    const outcome = await world.run("readNodePool", { ...aRun("second"), pool: "a100" });
    const etag = outcome.kind === "failed" ? (outcome.again?.etag ?? "") : "";
    expect(await world.run("removeFailedPool", { ...aRun("second"), pool: "a100", failedAs: etag })).toMatchObject({
      kind: "failed",
      finding: { found: expect.stringContaining("has not created it") as string },
    });
    expect(deletionsOf(world)).toEqual([]);
  });

  it("keeps a pool that has a node", async () => {
    const { world, failedAs } = await aFailedPool();
    world.create({
      apiVersion: "v1",
      kind: "Node",
      metadata: { name: "late", labels: { "kubernetes.azure.com/agentpool": "a100" } },
    });
    expect(await world.run("removeFailedPool", { ...aRun(), pool: "a100", failedAs })).toMatchObject({
      kind: "failed",
      finding: { found: expect.stringContaining("1 nodes") as string },
    });
    expect(deletionsOf(world)).toEqual([]);
  });

  it("keeps a pool that has been changed since it failed, whether before or after it is read", async () => {
    const { world, failedAs } = await aFailedPool();
    expect(await world.run("removeFailedPool", { ...aRun(), pool: "a100", failedAs: `${failedAs}x` })).toMatchObject({
      kind: "failed",
    });
    expect(deletionsOf(world)).toEqual([]);
    world.trouble({
      on: "DELETE /agentPools/a100",
      as: 412,
      body: '{"error":{"code":"PreconditionFailed","message":"x"}}',
    });
    expect(await world.run("removeFailedPool", { ...aRun(), pool: "a100", failedAs })).toMatchObject({
      kind: "failed",
    });
  });

  it("waits while another operation stands in the way", async () => {
    const { world, failedAs } = await aFailedPool();
    world.trouble({
      on: "DELETE /agentPools/a100",
      as: 409,
      body: '{"error":{"code":"OperationNotAllowed","message":"x"}}',
    });
    const settled = await world.activities.removeFailedPool({ ...aRun(), pool: "a100", failedAs });
    expect(settled).toMatchObject({ ok: false, fault: { code: "OperationNotAllowed", retry: "soon" } });
  });
});
