/** L0: the pools as Azure has them, beside what was asked; more nodes than that are welcome, fewer are not. */
import { describe, expect, it } from "vitest";
import type { NodePoolSpec } from "../../src/domain/nodePool.ts";
import { aRequest } from "../support/preparationRequests.ts";
import { anActivityWorld, aRun } from "./activityWorld.ts";

/** What is said of the size of a pool of two nodes. */
async function sizeOf(changes: Partial<NodePoolSpec>) {
  const world = anActivityWorld();
  const { pools } = await world.run("planPreparation", {
    preparationId: "plan",
    request: aRequest([{ name: "a100", count: 2 }]),
  });
  for (const pool of pools) await world.run("ensureNodePool", { ...aRun(), pool });
  const asked = pools.map((pool) => ({ ...pool, spec: { ...pool.spec, ...changes } }));
  const { checks } = await world.run("checkPools", { ...aRun(), pools: asked, profile: "self-managed" });
  return checks.find(({ name }) => name === "pool/a100/size");
}

describe("a pool's size", () => {
  it.each<[what: string, changes: Partial<NodePoolSpec>, status: string, expected: string]>([
    ["as asked", {}, "passed", "2 x"],
    ["more than asked", { count: 1 }, "passed", "at least 1 x"],
    ["less than asked", { count: 3 }, "failed", "3 x"],
    ["within an autoscaler's bounds", { count: 4, autoscale: { min: 2, max: 8 } }, "passed", "2 to 8 x"],
    ["below them", { autoscale: { min: 3, max: 8 } }, "failed", "3 to 8 x"],
    ["above them", { autoscale: { min: 0, max: 1 } }, "failed", "0 to 1 x"],
  ])("%s", async (_what, changes, status, expected) => {
    const check = await sizeOf(changes);
    expect(check).toMatchObject({ status, subject: "pool/a100" });
    expect(check?.expected.startsWith(expected)).toBe(true);
    expect(check?.measured).toMatch(/^2 x /);
  });
});
