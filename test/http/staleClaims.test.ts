/** A claim on a cluster whose run never began, or has ended without giving it back, keeps nobody out. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { GUIDE_CATALOG } from "../../src/domain/catalog.ts";
import { clusterInstanceId, clusterKey } from "../../src/domain/clusterRef.ts";
import { type ClusterRow, clusterRowKey, type PreparationRow, preparationRowKey } from "../../src/domain/records.ts";
import { parseRequest } from "../../src/domain/request.ts";
import { openVirtualWorld, type VirtualWorld } from "../scenarios/virtualWorld.ts";
import { aRequest, aScenario, expectProblem, post } from "./apiCalls.ts";

const { cluster } = aRequest();
const HOLDER = "0b6c1c52-61a5-4c3d-8f0e-2f5f8f3f0001";

let world: VirtualWorld;

beforeEach(async () => {
  world = await openVirtualWorld(aScenario());
});

afterEach(() => world.stop());

describe("a claim is taken over", () => {
  it("when the preparation that holds it is not known", async () => {
    await claimBy(HOLDER);
    const { status, body } = await post(world, aRequest());
    expect(status).toBe(202);
    expect(await holderAfterStart()).toBe(body["id"]);
  });

  it("when the preparation that holds it was accepted long ago and never started", async () => {
    await claimBy(HOLDER);
    await acceptedAt(LONG_AGO);
    const { status, body } = await post(world, aRequest());
    expect(status).toBe(202);
    expect(await holderAfterStart()).toBe(body["id"]);
  });

  it("when the run that holds it was terminated", async () => {
    await post(world, aRequest());
    await world.pass(30);
    await world.host.request({
      method: "POST",
      url: `/runtime/webhooks/durabletask/instances/${clusterInstanceId(cluster)}/terminate`,
    });
    await world.runToEnd(cluster);
    const { status, body } = await post(world, aRequest());
    expect(status).toBe(202);
    expect(await holderAfterStart()).toBe(body["id"]);
  });
});

describe("a claim is respected", () => {
  it("while the preparation that holds it may still be starting", async () => {
    await claimBy(HOLDER);
    await acceptedAt(new Date(world.clock.now()).toISOString());
    const refused = await post(world, aRequest());
    expectProblem(refused, 409, "PreparationRunning");
    expect(refused.body["id"]).toBe(HOLDER);
    expect(await holder()).toBe(HOLDER);
  });
});

const LONG_AGO = "2020-01-01T00:00:00.000Z";

/** Once the run has really begun. */
async function holderAfterStart(): Promise<string | null | undefined> {
  await world.pass(30);
  const isRunning = world.host.inspect.instance(clusterInstanceId(cluster))?.status === "Running";
  return isRunning ? holder() : undefined;
}

async function claimBy(id: string): Promise<void> {
  const { partition, row } = clusterRowKey(clusterKey(cluster));
  const claim: ClusterRow = { cluster, activePreparation: id };
  await world.tables.clusters.put(partition, row, claim);
}

async function holder(): Promise<string | null | undefined> {
  const { partition, row } = clusterRowKey(clusterKey(cluster));
  return (await world.tables.clusters.read<ClusterRow>(partition, row))?.value.activePreparation;
}

async function acceptedAt(time: string): Promise<void> {
  const parsed = parseRequest(aRequest(), GUIDE_CATALOG);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const { partition, row } = preparationRowKey(HOLDER);
  const preparation: PreparationRow = {
    id: HOLDER,
    cluster,
    instanceId: clusterInstanceId(cluster),
    request: parsed.request,
    acceptedAt: time,
  };
  await world.tables.preparations.put(partition, row, preparation);
}
