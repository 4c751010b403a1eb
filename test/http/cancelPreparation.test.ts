/** POST /api/preparations/{id}/cancel: the run stops at its next poll, tidies up and says so; then it can be retried. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { clusterKey } from "../../src/domain/clusterRef.ts";
import type { RecordSummary } from "../../src/domain/record.ts";
import { type ClusterRow, clusterRowKey } from "../../src/domain/records.ts";
import { openVirtualWorld, type VirtualWorld } from "../scenarios/virtualWorld.ts";
import { aRequest, aScenario, expectProblem, get, post } from "./apiCalls.ts";

const { cluster } = aRequest();
/** The longest pause between two polls, and a moment for what comes after. */
const SOON_SECONDS = 70;

let world: VirtualWorld;

beforeEach(async () => {
  world = await openVirtualWorld(aScenario());
});

afterEach(() => world.stop());

type View = RecordSummary & { status: string; phase: string; cancellation?: unknown };

async function start(): Promise<string> {
  const { body } = await post(world, aRequest());
  return `/api/preparations/${String(body["id"])}`;
}

async function view(run: string): Promise<View> {
  return (await get<View>(world, run)).body;
}

function cancel(run: string, body?: unknown) {
  return world.api("POST", `${run}/cancel`, body);
}

async function passUntil(run: string, phase: string): Promise<void> {
  while ((await view(run)).phase !== phase) await world.pass(2);
}

/** Nothing of a run that has ended is left over but what it was asked to bring about. */
async function expectTidiness(): Promise<void> {
  const { store } = world.simulators.cluster;
  expect(
    store.list("rbac.authorization.k8s.io/v1/ClusterRoleBinding").map(({ metadata }) => metadata.name),
  ).not.toContain("lamplighter-helmfile");
  expect(store.list("v1/Pod", { namespace: "lamplighter-system" })).toEqual([]);
  expect(store.list("batch/v1/Job", { namespace: "lamplighter-system" })).toEqual([]);
  for (const node of store.list("v1/Node")) {
    expect((node["spec"] as { unschedulable?: boolean }).unschedulable ?? false).toBe(false);
  }
  const { partition, row } = clusterRowKey(clusterKey(cluster));
  expect((await world.tables.clusters.read<ClusterRow>(partition, row))?.value.activePreparation).toBeNull();
}

describe("a run that is cancelled", () => {
  it.each([
    ["while its pool is being created", async () => world.pass(100)],
    ["while the stack comes up on its nodes", async () => world.pass(420)],
    ["while it verifies", (run: string) => passUntil(run, "verifying")],
  ])("%s, stops at the next poll, tidies up, and keeps what is done", async (_when, untilThen) => {
    const run = await start();
    await untilThen(run);
    expect((await view(run)).status).toBe("running");
    const answer = await cancel(run, { reason: "the budget is used up" });
    expect(answer.status).toBe(202);
    expect(answer.headers["location"]).toBe(`${world.url}${run}`);
    expect(await view(run)).toMatchObject({ cancellation: { reason: "the budget is used up" } });
    await world.pass(SOON_SECONDS);
    const record = await view(run);
    expect(record).toMatchObject({
      ...{ status: "finished", verdict: "cancelled", changes: { arm: 1 } },
      findings: [
        { code: "Cancelled", found: expect.stringContaining('function key: "the budget is used up"') as string },
      ],
    });
    expect(record.podContract).toBeUndefined();
    expect((await world.azure.readNodePool(cluster, "a100"))?.name).toBe("a100");
    await expectTidiness();
  });

  it("twice, is cancelled once, for the reason that was given first", async () => {
    const run = await start();
    await world.pass(100);
    await cancel(run, { reason: "first" });
    expect((await cancel(run, { reason: "second" })).status).toBe(202);
    await world.runToEnd(cluster);
    expect((await view(run)).findings.map(({ found }) => found)).toEqual([expect.stringContaining("first")]);
  });

  it("can be retried, and goes on from what is done", async () => {
    const run = await start();
    await world.pass(420);
    await cancel(run);
    await world.pass(SOON_SECONDS);
    const retried = await world.api("POST", `${run}/retry`);
    expect(retried.status).toBe(202);
    await world.runToEnd(cluster);
    const record = await view(retried.headers["location"] ?? "");
    expect(record).toMatchObject({ verdict: "ready", findings: [], changes: { arm: 0, nodes: 1 } });
  });
});

describe("a cancellation is refused", () => {
  it("when there is no such preparation", async () => {
    expectProblem(await cancel("/api/preparations/none"), 404, "PreparationNotFound");
    expect(await world.tables.preparations.list("cancellation", { limit: 1 })).toEqual([]);
  });

  it("when the run has ended", async () => {
    const run = await start();
    await world.runToEnd(cluster);
    expectProblem(await cancel(run), 409, "PreparationEnded");
    expect((await view(run)).verdict).toBe("ready");
  });

  it.each([
    ["no JSON", "{reason", ""],
    ["an unknown field", { because: "x" }, ""],
    ["a reason without end", { reason: "x".repeat(501) }, "reason"],
  ])("when it comes with %s, and the run goes on", async (_what, body, path) => {
    const run = await start();
    const answer = await cancel(run, body);
    expectProblem(answer, 400, "InvalidRequest");
    expect(answer.body).toMatchObject({ problems: [{ path }] });
    expect((await view(run)).cancellation).toBeUndefined();
  });
});
