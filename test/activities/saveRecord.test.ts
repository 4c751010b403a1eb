/** The record, and the claim that it gives back. */
import { describe, expect, it } from "vitest";
import { clusterKey } from "../../src/domain/clusterRef.ts";
import { type ClusterRow, clusterRowKey, type PreparationRow, preparationRowKey } from "../../src/domain/records.ts";
import type { StepInput } from "../../src/domain/steps.ts";
import { aRequest } from "../support/preparationRequests.ts";
import { type ActivityWorld, anActivityWorld, aRun, CLUSTER } from "./activityWorld.ts";

const ID = "prep-1";
const rowOf = preparationRowKey(ID);
const clusterRow = clusterRowKey(clusterKey(CLUSTER));

async function anAcceptedRun(activePreparation: string | null = ID): Promise<ActivityWorld> {
  const world = anActivityWorld();
  const row: PreparationRow = {
    ...{
      id: ID,
      cluster: CLUSTER,
      instanceId: "cluster-1",
      request: aRequest(),
      acceptedAt: "2026-11-24T10:00:00.000Z",
    },
  };
  const claim: ClusterRow = { cluster: CLUSTER, activePreparation };
  await world.tables.preparations.insert(rowOf.partition, rowOf.row, row);
  await world.tables.clusters.insert(clusterRow.partition, clusterRow.row, claim);
  return world;
}

const record = {
  ...{ id: ID, cluster: aRun().cluster, profile: "self-managed", verdict: "ready", level: "L2" },
  ...{ findings: [], changes: { arm: 1, kubernetes: 2, nodes: 3 }, checks: [], pools: [], conditions: [], timings: [] },
  ...{ startedAt: "2026-11-24T10:00:00.000Z", finishedAt: "2026-11-24T11:00:00.000Z" },
} satisfies Partial<StepInput<"saveRecord">["record"]> & Record<string, unknown> as StepInput<"saveRecord">["record"];

const savedRow = async ({ tables }: ActivityWorld) =>
  (await tables.preparations.read<PreparationRow>(rowOf.partition, rowOf.row))?.value;
const claimOf = async ({ tables }: ActivityWorld) =>
  (await tables.clusters.read<ClusterRow>(clusterRow.partition, clusterRow.row))?.value;

describe("saveRecord", () => {
  it("keeps the record with its request, says that the world was simulated, and gives the claim back", async () => {
    const world = await anAcceptedRun();
    await world.run("saveRecord", { record });
    expect(await savedRow(world)).toMatchObject({
      request: { profile: "self-managed" },
      record: { ...record, live: false },
    });
    expect(await claimOf(world)).toEqual({ cluster: CLUSTER, activePreparation: null, lastPreparation: ID });
  });

  it("comes to the same when it runs again, also after it died between record and claim", async () => {
    const world = await anAcceptedRun();
    world.trouble({ on: "GET /clusters(", as: "lostRequest" });
    expect(await world.activities.saveRecord({ record })).toMatchObject({ ok: false, fault: { retry: "soon" } });
    expect(await savedRow(world)).toMatchObject({ record: { verdict: "ready" } });
    expect(await claimOf(world)).toMatchObject({ activePreparation: ID });
    await world.run("saveRecord", { record });
    await world.run("saveRecord", { record });
    expect(await claimOf(world)).toMatchObject({ activePreparation: null, lastPreparation: ID });
  });

  it("leaves another run's claim alone", async () => {
    const world = await anAcceptedRun("prep-2");
    await world.run("saveRecord", { record });
    expect(await claimOf(world)).toEqual({ cluster: CLUSTER, activePreparation: "prep-2" });
  });

  it("does not invent a preparation that was never accepted", async () => {
    const settled = await anActivityWorld().activities.saveRecord({ record });
    expect(settled).toMatchObject({
      ok: false,
      fault: { retry: "never", message: expect.stringContaining(ID) as string },
    });
  });
});
