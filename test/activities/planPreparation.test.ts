/** The plan is made by looking alone. */
import { describe, expect, it } from "vitest";
import { aRequest } from "../support/preparationRequests.ts";
import { anActivityWorld, CLUSTER } from "./activityWorld.ts";

const input = { preparationId: "prep-1", request: aRequest() };

describe("planPreparation", () => {
  it("writes nothing anywhere, and makes the same plan of the same world", async () => {
    const world = anActivityWorld();
    const plan = await world.run("planPreparation", input);
    expect(plan).toMatchObject({ findings: [], pools: [{ action: "create", spec: { name: "a100" } }] });
    expect(await world.run("planPreparation", { ...input, preparationId: "prep-2" })).toEqual(plan);
    expect(world.writes).toEqual([]);
  });

  it("sees what has been made since", async () => {
    const world = anActivityWorld();
    const before = await world.run("planPreparation", input);
    const [pool] = before.pools;
    if (pool === undefined) throw new Error("The plan has no pool");
    await world.run("ensureNodePool", { preparationId: "prep-1", cluster: CLUSTER, pool });
    await world.pass(600);
    const after = await world.run("planPreparation", input);
    expect(after.pools).toMatchObject([{ action: "none" }]);
    expect(after.hash).not.toBe(before.hash);
  });

  it("blocks on a cluster that is not there, without asking it anything", async () => {
    const world = anActivityWorld();
    const request = aRequest(undefined, { cluster: { ...CLUSTER, name: "absent" } });
    const plan = await world.run("planPreparation", { ...input, request });
    expect(plan.findings).toMatchObject([{ code: "ClusterNotFound", severity: "block" }]);
  });
});
