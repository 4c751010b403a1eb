/** Where a cancelled run stops: it begins nothing more, and finishes what a node or a chart has begun. */
import { describe, expect, it } from "vitest";
import { cancellationRowKey } from "../../src/domain/records.ts";
import { aRequest } from "../support/requests.ts";
import { type ActivityWorld, anActivityWorld, aRun } from "./activityWorld.ts";
import { aNodeWorld } from "./nodeWork.ts";

async function cancel(world: ActivityWorld, reason?: string): Promise<void> {
  const { partition, row } = cancellationRowKey(aRun().preparationId);
  const by = "the holder of a function key";
  await world.tables.preparations.put(partition, row, { requestedAt: "2026-11-24T12:00:00.000Z", by, reason });
}

const CANCELLED = { ok: false, fault: { code: "Cancelled", retry: "never" } };

describe("a run that was cancelled", () => {
  it("makes no plan to follow, and says by whom and why", async () => {
    const world = anActivityWorld();
    await cancel(world, 'he said "stop"\n');
    const settled = await world.activities.planPreparation({ ...aRun(), request: aRequest() });
    expect(settled).toMatchObject(CANCELLED);
    expect(settled).toMatchObject({
      fault: { message: 'cancelled by the holder of a function key: "he said \\"stop\\"\\n"' },
    });
  });

  it("asks Azure for no pool any more", async () => {
    const world = await aNodeWorld();
    await cancel(world);
    const before = [...world.writes];
    const spec = { ...world.pool.spec, name: "other" };
    expect(await world.activities.ensureNodePool({ ...aRun(), pool: { ...world.pool, spec } })).toMatchObject(
      CANCELLED,
    );
    expect(world.writes).toEqual(before);
  });

  it("still says of a pool that it has asked for what became of the asking", async () => {
    const world = await aNodeWorld();
    await cancel(world);
    const again = await world.run("ensureNodePool", { ...aRun(), pool: world.pool });
    expect(again).toEqual({ kind: "done", value: null, changed: true });
  });

  it("starts no wave, and no longer waits for probes", async () => {
    const world = await aNodeWorld();
    await world.run("checkCancellation", aRun());
    await cancel(world);
    expect(await world.activities.checkCancellation(aRun())).toMatchObject(CANCELLED);
  });

  it("does not keep another run from going on", async () => {
    const world = anActivityWorld();
    await cancel(world);
    expect(await world.run("checkCancellation", aRun("prep-2"))).toEqual({});
  });

  it("is not taken for cancelled, or for failed, while the record tables do not answer", async () => {
    const world = anActivityWorld();
    await cancel(world);
    world.trouble({ on: "GET preparations", as: 503 });
    expect(await world.run("checkCancellation", aRun())).toEqual({});
    expect(await world.activities.checkCancellation(aRun())).toMatchObject(CANCELLED);
  });
});
