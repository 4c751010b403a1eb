/** Node pools in simulated Azure: asked for once, whatever happens to the answer, and classified when they fail. */
import { describe, expect, it } from "vitest";
import type { ArmSettings } from "../../local/azure/arm/settings.ts";
import type { PlannedPool } from "../../src/domain/plannedPool.ts";
import { aRequest, type PoolOptions } from "../support/preparationRequests.ts";
import { type ActivityWorld, anActivityWorld, aRun } from "./activityWorld.ts";

async function plannedPool(world: ActivityWorld, options: Partial<PoolOptions> = {}): Promise<PlannedPool> {
  const request = aRequest([{ name: "a100", ...options }]);
  const { pools } = await world.run("planPreparation", { preparationId: "plan", request });
  const [pool] = pools;
  if (pool === undefined) throw new Error("The plan has no pool");
  return pool;
}

const putsOf = ({ writes }: ActivityWorld) => writes.filter((write) => write.startsWith("PUT "));

async function untilSucceeded(world: ActivityWorld, pool: string): Promise<void> {
  for (;;) {
    const outcome = await world.run("readNodePool", { ...aRun(), pool });
    if (outcome.kind === "done") return;
    if (outcome.kind === "failed") throw new Error(outcome.finding.found);
    await world.pass(5);
  }
}

describe("a pool with an autoscaler", () => {
  it("is asked for with its bounds; how many nodes are wanted of it is then what Azure says, within them", async () => {
    const world = anActivityWorld();
    const pool = await plannedPool(world, { count: 2, autoscale: { min: 1, max: 4 } });
    expect(await world.run("ensureNodePool", { ...aRun(), pool })).toMatchObject({ kind: "done", changed: true });
    await untilSucceeded(world, "a100");
    expect(await world.run("ensureNodePool", { ...aRun("second"), pool })).toMatchObject({ changed: false });
    const { expectation } = pool;
    const wanted = async (autoscale?: { min: number; max: number }) => {
      const bounds = autoscale === undefined ? {} : { autoscale };
      return (await world.run("readPoolNodes", { ...aRun(), pool: "a100", wanted: 3, expectation, ...bounds })).wanted;
    };
    expect(await wanted({ min: 1, max: 4 })).toBe(2);
    expect(await wanted({ min: 3, max: 4 })).toBe(3);
    expect(await wanted()).toBeUndefined();
  });
});

describe("ensureNodePool", () => {
  it("asks Azure for the pool and comes back before it is there", async () => {
    const world = anActivityWorld();
    const pool = await plannedPool(world, { taints: ["sku=gpu:NoSchedule"] });
    expect(await world.run("ensureNodePool", { ...aRun(), pool })).toEqual({
      kind: "done",
      value: null,
      changed: true,
    });
    expect(await world.run("readNodePool", { ...aRun(), pool: "a100" })).toMatchObject({ kind: "waiting" });
    await untilSucceeded(world, "a100");
    const [node] = world
      .list("v1/Node")
      .filter(({ metadata }) => metadata.labels?.["kubernetes.azure.com/agentpool"] === "a100");
    expect(node?.["spec"]).toMatchObject({ taints: [{ key: "sku", value: "gpu", effect: "NoSchedule" }] });
  });

  it("sends nothing a second time, and says of its own pool that it changed it, of another run's that it did not", async () => {
    const world = anActivityWorld();
    const pool = await plannedPool(world);
    await world.run("ensureNodePool", { ...aRun("first"), pool });
    expect(await world.run("ensureNodePool", { ...aRun("first"), pool })).toMatchObject({
      kind: "done",
      changed: true,
    });
    await untilSucceeded(world, "a100");
    expect(await world.run("ensureNodePool", { ...aRun("first"), pool })).toMatchObject({
      kind: "done",
      changed: true,
    });
    expect(await world.run("ensureNodePool", { ...aRun("second"), pool })).toMatchObject({
      kind: "done",
      changed: false,
    });
    expect(putsOf(world)).toHaveLength(1);
  });

  it.each(["lostAnswer", "lostRequest"] as const)(
    "asks exactly once when the first call ended with a %s",
    async (as) => {
      const world = anActivityWorld();
      const pool = await plannedPool(world);
      world.trouble({ on: "PUT /agentPools/a100", as });
      expect(await world.activities.ensureNodePool({ ...aRun(), pool })).toMatchObject({
        ok: false,
        fault: { retry: "soon" },
      });
      expect(await world.run("ensureNodePool", { ...aRun(), pool })).toMatchObject({ kind: "done", changed: true });
      await untilSucceeded(world, "a100");
      expect(putsOf(world)).toHaveLength(1);
    },
  );

  it("waits while another run's operation is going on", async () => {
    const world = anActivityWorld();
    await world.run("ensureNodePool", { ...aRun("first"), pool: await plannedPool(world) });
    const larger = await plannedPool(world, { count: 3 });
    expect(await world.run("ensureNodePool", { ...aRun("second"), pool: larger })).toMatchObject({ kind: "waiting" });
    expect(putsOf(world)).toHaveLength(1);
  });

  it("adds what is asked to what others have set, and never takes nodes away", async () => {
    const world = anActivityWorld();
    await world.run("ensureNodePool", {
      ...aRun("first"),
      pool: await plannedPool(world, { count: 2, labels: { team: "a" } }),
    });
    await untilSucceeded(world, "a100");
    const pool = await plannedPool(world, { count: 1, labels: { tier: "gold" } });
    expect(pool.action).toBe("update");
    await world.run("ensureNodePool", { ...aRun("second"), pool });
    await untilSucceeded(world, "a100");
    const nodes = world.list("v1/Node").filter(({ metadata }) => metadata.labels?.["agentpool"] === "a100");
    expect(nodes).toHaveLength(2);
    expect(nodes[0]?.metadata.labels).toMatchObject({ team: "a", tier: "gold" });
  });

  it("refuses what cannot be changed after creation", async () => {
    const world = anActivityWorld();
    await world.run("ensureNodePool", { ...aRun(), pool: await plannedPool(world) });
    await untilSucceeded(world, "a100");
    const other = { ...(await plannedPool(world)), action: "create" as const };
    const pool = { ...other, spec: { ...other.spec, vmSize: "Standard_ND96isr_H100_v5" } };
    const outcome = await world.run("ensureNodePool", { ...aRun(), pool });
    expect(outcome).toMatchObject({ kind: "failed", finding: { code: "PoolImmutableMismatch", subject: "pool/a100" } });
  });
});

describe("a pool that Azure cannot make", () => {
  const failing = (code: string): ArmSettings => ({ poolFailures: { a100: { code, message: "the cause", times: 1 } } });

  it.each([
    ["AllocationFailed", "AllocationFailed"],
    ["QuotaExceeded", "QuotaInsufficient"],
    ["VMExtensionProvisioningError", "PoolFailed"],
  ])("with %s is told as %s, with the cause out of its wrapper", async (code, finding) => {
    const world = anActivityWorld({ azure: failing(code) });
    await world.run("ensureNodePool", { ...aRun(), pool: await plannedPool(world) });
    await world.pass(600);
    const outcome = await world.run("readNodePool", { ...aRun(), pool: "a100" });
    expect(outcome).toMatchObject({ kind: "failed", finding: { code: finding, subject: "pool/a100" } });
    expect(outcome.kind === "failed" && outcome.finding.found).toContain(`${code}: the cause`);
  });

  it("is asked for again, once, by whoever has seen it fail", async () => {
    const world = anActivityWorld({ azure: failing("AllocationFailed") });
    const pool = await plannedPool(world);
    await world.run("ensureNodePool", { ...aRun(), pool });
    await world.pass(600);
    const outcome = await world.run("readNodePool", { ...aRun(), pool: "a100" });
    const again = outcome.kind === "failed" ? outcome.again : undefined;
    expect(again).toEqual({ retry: "slowly", etag: expect.any(String) as string });
    const input = { ...aRun(), pool, failedAs: again?.etag ?? "" };
    expect(await world.run("ensureNodePool", input)).toMatchObject({ kind: "done", changed: true });
    expect(await world.run("ensureNodePool", input)).toMatchObject({ kind: "done", changed: true });
    expect(putsOf(world)).toHaveLength(2);
    await untilSucceeded(world, "a100");
  });

  it("for want of quota is not to be asked for again", async () => {
    const world = anActivityWorld({ azure: failing("QuotaExceeded") });
    await world.run("ensureNodePool", { ...aRun(), pool: await plannedPool(world) });
    await world.pass(600);
    expect(await world.run("readNodePool", { ...aRun(), pool: "a100" })).not.toHaveProperty("again");
  });

  it("is asked for again by the next run, not by the one that has seen it fail", async () => {
    const world = anActivityWorld({ azure: failing("AllocationFailed") });
    const pool = await plannedPool(world);
    await world.run("ensureNodePool", { ...aRun("first"), pool });
    await world.pass(600);
    await world.run("ensureNodePool", { ...aRun("first"), pool });
    expect(putsOf(world)).toHaveLength(1);
    await world.run("ensureNodePool", { ...aRun("second"), pool });
    expect(putsOf(world)).toHaveLength(2);
    await untilSucceeded(world, "a100");
  });
});
