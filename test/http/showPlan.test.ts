/** POST /api/plans, and starting from an approved plan. */
import { afterEach, describe, expect, it } from "vitest";
import type { Scenario } from "../../local/scenarios/scenario.ts";
import type { Plan } from "../../src/domain/plan.ts";
import { openVirtualWorld, type VirtualWorld } from "../scenarios/virtualWorld.ts";
import { aRequest, aScenario, expectProblem, get, post } from "./apiCalls.ts";

const { cluster } = aRequest();
let world: VirtualWorld;

afterEach(() => world.stop());

async function open(changes: Partial<Scenario> = {}): Promise<void> {
  world = await openVirtualWorld({ ...aScenario(), ...changes });
}

type PlanView = Plan & { blocked: boolean; empty: boolean; mayDisturb: string[] };

async function plan(body: unknown = aRequest()): Promise<PlanView> {
  const answer = await world.api("POST", "/api/plans", body);
  expect(answer.status).toBe(200);
  return answer.body as PlanView;
}

const codes = ({ findings }: Pick<Plan, "findings">) => findings.map(({ code }) => code);

describe("a plan", () => {
  it("tells what would be done, why, for how long, and for how many GPUs", async () => {
    await open();
    const shown = await plan();
    expect(shown).toMatchObject({
      ...{ live: false, cluster, profile: "self-managed", level: "L2", blocked: false, empty: false },
      ...{ gpus: { total: 1, added: 1 }, mayDisturb: [], findings: [] },
      pools: [{ name: "a100", count: 1, action: "create" }],
    });
    expect(shown.steps.map(({ step, subject, change }) => `${step} ${subject} ${change}`)).toEqual([
      "ensureNodePool pool/a100 create",
      "installStack release/gpu-operator create",
      "installStack namespace/lamplighter-system create",
      "installStack namespace/gpu-operator create",
      "installStack daemonset/nri-plugin-ulimit-adjuster create",
      "installNodeStack pool/a100 create",
      "prepareNodes pool/a100 update",
      "verifyCluster cluster none",
    ]);
    for (const { action, reason } of shown.steps) expect([action, reason]).not.toContain("");
    expect(shown.expectedSeconds).toBeGreaterThan(600);
  });

  it("starts nothing and writes nothing: not in Azure, not in the cluster, not in the records", async () => {
    await open();
    await plan();
    await world.pass(60);
    expect(world.simulators.writeLog.writes()).toEqual({ arm: [], kubernetes: [] });
    expect(world.host.inspect.instances()).toEqual([]);
    expect(await world.tables.preparations.list("preparation", { limit: 1 })).toEqual([]);
  });

  it("for a cluster that is not there is blocked, and no error", async () => {
    await open({ cluster: "absent" });
    const shown = await plan();
    expect(shown.blocked).toBe(true);
    expect(codes(shown)).toEqual(["ClusterNotFound"]);
  });

  it("for a prepared cluster has the steps that bring back what somebody has changed or deleted", async () => {
    await open({ given: "prepared" });
    const { store } = world.simulators.cluster;
    store.delete("apps/v1/DaemonSet", "kube-system", "nri-plugin-ulimit-adjuster");
    store.modify("v1/Namespace", undefined, "gpu-operator", ({ metadata }) => {
      metadata.labels = { team: "theirs" };
    });
    const shown = await plan();
    expect(shown.empty).toBe(false);
    expect(shown.steps.filter(({ change }) => change !== "none")).toMatchObject([
      { step: "installStack", subject: "namespace/gpu-operator", change: "update", disrupts: false },
      { step: "installStack", subject: "daemonset/nri-plugin-ulimit-adjuster", change: "create", disrupts: false },
    ]);
  });

  it("for a prepared cluster is empty of changes, and has the same hash when it is made twice", async () => {
    await open({ given: "prepared" });
    const shown = await plan();
    expect(shown.steps.filter(({ change }) => change !== "none")).toEqual([]);
    expect(shown).toMatchObject({ empty: true, mayDisturb: [], gpus: { total: 1, added: 0 } });
    await world.pass(3600);
    expect((await plan()).hash).toBe(shown.hash);
    expect(world.simulators.writeLog.writes()).toEqual({ arm: [], kubernetes: [] });
  });

  it("of a request that cannot be carried out is refused with every field that is wrong", async () => {
    await open();
    const answer = await world.api("POST", "/api/plans", { ...aRequest(), profile: "magic", dryRun: true });
    expectProblem(answer, 400, "InvalidRequest");
    expect(answer.body).toMatchObject({ problems: [{ path: "profile" }, { path: "dryRun" }] });
  });
});

describe("a start from an approved plan", () => {
  it("follows it while the world is as it was", async () => {
    await open();
    const { hash: planHash } = await plan();
    const started = await post(world, aRequest({ planHash }));
    expect(started.status).toBe(202);
    await world.runToEnd(cluster);
    const { body } = await get<{ verdict: string; findings: unknown[] }>(world, started.headers["location"] ?? "");
    expect(body).toMatchObject({ verdict: "ready", findings: [] });
  });

  it("gets the same answer under the same key after the run has changed the world", async () => {
    await open();
    const key = { "idempotency-key": "approved" };
    const { hash: planHash } = await plan();
    const started = await post(world, aRequest({ planHash }), key);
    await world.runToEnd(cluster);
    expect(await post(world, aRequest({ planHash }), key)).toEqual(started);
  });

  it("is refused when the world has moved, with the difference and the new hash, and starts nothing", async () => {
    await open();
    const { hash: approved } = await plan();
    await post(world, aRequest());
    await world.runToEnd(cluster);
    const [before] = await world.tables.preparations.list("preparation", { limit: 10 });
    const refused = await post(world, aRequest({ planHash: approved }));
    expectProblem(refused, 409, "PlanChanged");
    expect(refused.body["difference"]).toContainEqual({
      ...{ part: "pool/a100", change: "changed", was: "create", now: "none" },
    });
    expect(refused.body["detail"]).toContain("pool/a100 was create and is none");
    expect(refused.body["planHash"]).toBe((await plan()).hash);
    expect(await world.tables.preparations.list("preparation", { limit: 10 })).toEqual([before]);
    expect((await post(world, aRequest({ planHash: refused.body["planHash"] }))).status).toBe(202);
  });

  it("of something that is no plan's hash is refused as any wrong field", async () => {
    await open();
    const refused = await post(world, aRequest({ planHash: "yes, please" }));
    expectProblem(refused, 400, "InvalidRequest");
    expect(refused.body["problems"]).toMatchObject([{ path: "planHash" }]);
  });
});
