/** Idempotency-Key: whoever got no answer asks again, and never starts a second run by it. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { clusterInstanceId, clusterKey } from "../../src/domain/clusterRef.ts";
import { type ClusterRow, clusterRowKey, type PreparationRow, preparationRowKey } from "../../src/domain/records.ts";
import { openVirtualWorld, type VirtualWorld } from "../scenarios/virtualWorld.ts";
import { aRequest, aScenario, expectProblem, post } from "./apiCalls.ts";

const { cluster } = aRequest();
const KEY = { "idempotency-key": "nightly 2026-11-24" };

let world: VirtualWorld;

beforeEach(async () => {
  world = await openVirtualWorld(aScenario());
});

afterEach(() => world.stop());

describe("the same request under the same key", () => {
  it("gets the same answer while its run goes on", async () => {
    const first = await post(world, aRequest(), KEY);
    expect(first.status).toBe(202);
    await world.pass(60);
    expect(await post(world, aRequest(), KEY)).toEqual(first);
    expect(await preparationIds()).toEqual([first.body["id"]]);
  });

  it("gets the same answer after its run has ended, and starts no other", async () => {
    const first = await post(world, aRequest(), KEY);
    await world.runToEnd(cluster);
    expect(await post(world, aRequest(), KEY)).toEqual(first);
    expect(world.host.inspect.instance(clusterInstanceId(cluster))?.status).toBe("Completed");
    expect(await holder()).toBeNull();
  });

  it("gets the same answer after its run was terminated, and does not start it again", async () => {
    const first = await post(world, aRequest(), KEY);
    await world.pass(30);
    const instance = `/runtime/webhooks/durabletask/instances/${clusterInstanceId(cluster)}`;
    await world.host.request({ method: "POST", url: `${instance}/terminate` });
    await world.runToEnd(cluster);
    expect(await post(world, aRequest(), KEY)).toEqual(first);
    expect(world.host.inspect.instance(clusterInstanceId(cluster))?.status).toBe("Terminated");
  });

  it("gets the same answer at the same moment", async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => post(world, aRequest(), KEY)));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
    expect(new Set(answers.map(({ body }) => body["id"])).size).toBe(1);
    expect(await preparationIds()).toEqual([answers[0]?.body["id"]]);
    expect(await holder()).toBe(answers[0]?.body["id"]);
  });

  it("starts the run when the first attempt ended before it could", async () => {
    const first = await post(world, aRequest(), KEY);
    const id = String(first.body["id"]);
    await world.runToEnd(cluster);
    await forgetTheRun(id);
    expect(await post(world, aRequest(), KEY)).toEqual(first);
    await world.pass(1);
    expect(world.host.inspect.instance(clusterInstanceId(cluster))?.status).toBe("Running");
    expect(await holder()).toBe(id);
  });

  it("starts a run once the cluster is free, when it was refused before", async () => {
    const other = await post(world, aRequest());
    const refused = await post(world, aRequest(), KEY);
    expectProblem(refused, 409, "PreparationRunning");
    expect(await preparationIds()).toEqual([other.body["id"]]);
    await world.runToEnd(cluster);
    expect((await post(world, aRequest(), KEY)).status).toBe(202);
  });
});

describe("a key", () => {
  it("is refused with another request than its first, and nothing happens", async () => {
    const first = await post(world, aRequest(), KEY);
    const otherCluster = aRequest({ cluster: { ...cluster, name: "other" } });
    const reused = await post(world, otherCluster, KEY);
    expectProblem(reused, 422, "IdempotencyKeyReused");
    expect(reused.body).toMatchObject({ id: first.body["id"], links: { first: first.headers["location"] } });
    expect(await preparationIds()).toEqual([first.body["id"]]);
    expect(world.host.inspect.instances({ idPrefix: "cluster-" })).toHaveLength(1);
  });

  it("does not matter for how fields that have a default are written", async () => {
    const first = await post(world, aRequest(), KEY);
    const spelledOut = aRequest({ gate: false, verify: { level: "L2" } });
    expect(await post(world, spelledOut, KEY)).toEqual(first);
  });

  it("of another text is another request", async () => {
    const first = await post(world, aRequest(), KEY);
    const second = await post(world, aRequest(), { "idempotency-key": "nightly 2026-11-25" });
    expectProblem(second, 409, "PreparationRunning");
    expect(second.body["id"]).toBe(first.body["id"]);
  });

  it.each(["", "x".repeat(256), "clé"])("such as %j is refused, together with every wrong field", async (key) => {
    const answer = await post(world, aRequest({ gate: "yes" }), { "idempotency-key": key });
    expectProblem(answer, 400, "InvalidRequest");
    const problems = answer.body["problems"] as { path: string }[];
    expect(problems.map(({ path }) => path).toSorted()).toEqual(["Idempotency-Key", "gate"]);
  });
});

/** As if the process had ended between the claim and the start. */
async function forgetTheRun(id: string): Promise<void> {
  const preparation = preparationRowKey(id);
  const stored = await world.tables.preparations.read<PreparationRow>(preparation.partition, preparation.row);
  const { record: _, ...accepted } = stored?.value ?? ({} as PreparationRow);
  await world.tables.preparations.put(preparation.partition, preparation.row, accepted);
  const claim = clusterRowKey(clusterKey(cluster));
  await world.tables.clusters.put(claim.partition, claim.row, { cluster, activePreparation: id });
  const instance = `/runtime/webhooks/durabletask/instances/${clusterInstanceId(cluster)}`;
  await world.host.request({ method: "DELETE", url: instance });
}

async function preparationIds(): Promise<string[]> {
  return (await world.tables.preparations.list("preparation", { limit: 1000 })).map(({ row }) => row);
}

async function holder(): Promise<string | null | undefined> {
  const { partition, row } = clusterRowKey(clusterKey(cluster));
  return (await world.tables.clusters.read<ClusterRow>(partition, row))?.value.activePreparation;
}
