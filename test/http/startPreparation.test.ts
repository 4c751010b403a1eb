/** POST /api/preparations: what starts a run, and what is refused without a trace. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ApiAnswer } from "../../local/appApi.ts";
import { GUIDE_CATALOG } from "../../src/domain/catalog.ts";
import { clusterInstanceId, clusterKey } from "../../src/domain/clusterRef.ts";
import { type ClusterRow, clusterRowKey } from "../../src/domain/records.ts";
import { parseRequest } from "../../src/domain/request.ts";
import { openVirtualWorld, type VirtualWorld } from "../scenarios/virtualWorld.ts";
import { aRequest, aScenario, expectProblem, get, post } from "./apiCalls.ts";

let world: VirtualWorld;

beforeEach(async () => {
  world = await openVirtualWorld(aScenario());
});

afterEach(() => world.stop());

describe("a request that can be carried out", () => {
  it("is accepted with the run's id, where to look, and when to look again", async () => {
    const { status, headers, body } = await post(world, aRequest());
    expect(status).toBe(202);
    const self = `${world.url}/api/preparations/${String(body["id"])}`;
    expect(headers).toMatchObject({ location: self, "retry-after": "10", "content-type": "application/json" });
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      cluster: aRequest().cluster,
      status: "running",
      links: { self, nodes: `${self}/nodes` },
    });
    expect(runs()).toEqual(["prepareCluster"]);
    expect(await preparationIds()).toEqual([body["id"]]);
  });

  it("can be followed from the moment it is accepted", async () => {
    const { headers, body } = await post(world, aRequest());
    const followed = await get(world, headers["location"] ?? "");
    expect(followed.status).toBe(200);
    expect(followed.body).toMatchObject({ id: body["id"], status: "running" });
  });
});

describe("a body that is not declared as JSON", () => {
  it("is accepted from a program", async () => {
    const { status } = await post(world, aRequest(), { "content-type": "application/x-www-form-urlencoded" });
    expect(status).toBe(202);
  });

  it.each([{ origin: "https://elsewhere.example.org" }, { "sec-fetch-site": "cross-site" }])(
    "is refused from a web page: a visitor's sign-in would go with it (%o)",
    async (page) => {
      expectProblem(
        await post(world, aRequest(), { ...page, "content-type": "text/plain" }),
        415,
        "UnsupportedMediaType",
      );
      expect(runs()).toEqual([]);
    },
  );
});

describe("a request that cannot be carried out", () => {
  const [pool] = aRequest().nodePools;
  const refusals: [what: string, body: unknown, paths: string[]][] = [
    ["no body at all", "", [""]],
    ["no JSON", "{nodePools", [""]],
    ["no object", [], [""]],
    ["an empty object", {}, ["cluster", "profile", "nodePools"]],
    ["an unknown field", aRequest({ dryRun: true }), ["dryRun"]],
    [
      "a cluster named against Azure's rules",
      aRequest({ cluster: { subscriptionId: "x", resourceGroup: "ends.", name: "-a" } }),
      ["cluster.subscriptionId", "cluster.resourceGroup", "cluster.name"],
    ],
    [
      "a size outside the catalogue",
      aRequest({ nodePools: [{ ...pool, vmSize: "Standard_NC24ads_A100_v5" }] }),
      ["nodePools[0].vmSize"],
    ],
    ["two pools of one name", aRequest({ nodePools: [pool, pool] }), ["nodePools[1].name"]],
    [
      "several wrong fields of a pool",
      aRequest({ nodePools: [{ ...pool, name: "GPU!", count: 0, osSku: "Windows", colour: "red" }] }),
      ["nodePools[0].name", "nodePools[0].count", "nodePools[0].osSku", "nodePools[0].colour"],
    ],
    [
      "wrong fields beside a wrong size",
      aRequest({ profile: "magic", nodePools: [{ ...pool, vmSize: "Standard_D2" }] }),
      ["profile", "nodePools[0].vmSize"],
    ],
    [
      "features that are not there yet",
      aRequest({ schedule: { repair: "auto" }, gate: "yes", verify: { level: "L4" } }),
      ["verify.level", "gate", "schedule.repair"],
    ],
    ["no pools", aRequest({ nodePools: undefined, wellLitPaths: [] }), ["nodePools"]],
    ["an unknown path", aRequest({ nodePools: undefined, wellLitPaths: ["fast-lane"] }), ["wellLitPaths[0]"]],
  ];

  it.each(refusals)(
    "with %s, is refused with every field that is wrong, and nothing happens",
    async (_what, body, paths) => {
      const before = world.simulators.cluster.store.list("v1/Namespace");
      const answer = await post(world, body);
      expectProblem(answer, 400, "InvalidRequest");
      const problems = answer.body["problems"] as { path: string; message: string }[];
      expect(problems.map(({ path }) => path).toSorted()).toEqual(paths.toSorted());
      for (const { message } of problems) expect(message).toMatch(/\w/);
      await world.pass(60);
      expect(runs()).toEqual([]);
      expect(await preparationIds()).toEqual([]);
      expect(await claim()).toBeUndefined();
      expect(world.simulators.cluster.store.list("v1/Namespace")).toEqual(before);
    },
  );
});

describe("a second request for the same cluster", () => {
  const otherSpelling = aRequest({
    cluster: { ...aRequest().cluster, resourceGroup: "LLM-Serving", name: "AKS-llm-D" },
  });

  it("is refused in any spelling while a run is going on, with a link to that run, and leaves nothing behind", async () => {
    const { body: first } = await post(world, aRequest());
    await world.pass(100);
    const second = await post(world, otherSpelling);
    expectRunning(second, first["id"]);
    expect(await preparationIds()).toEqual([first["id"]]);
    expect((await claim())?.activePreparation).toBe(first["id"]);
    expect(runs()).toHaveLength(1);
  });

  it("is accepted after the run has ended", async () => {
    const { body: first } = await post(world, aRequest());
    await world.runToEnd(aRequest().cluster);
    const second = await post(world, otherSpelling);
    expect(second.status).toBe(202);
    expect(second.body["id"]).not.toBe(first["id"]);
    expect((await claim())?.activePreparation).toBe(second.body["id"]);
  });

  it("waits for the last run's orchestration, which outlives its record by a moment", async () => {
    await startForeignRun();
    const second = post(world, aRequest());
    while ((await claim()) === undefined) await Promise.resolve();
    await world.host.request({ method: "POST", url: `${INSTANCE}/terminate` });
    const { status, body } = await second;
    expect(status).toBe(202);
    expect((await claim())?.activePreparation).toBe(body["id"]);
  });

  it("is refused without a trace when the orchestration goes on, whatever the tables say", async () => {
    await startForeignRun();
    const refused = await post(world, aRequest());
    expectProblem(refused, 409, "PreparationRunning");
    expect(await preparationIds()).toEqual([]);
    expect((await claim())?.activePreparation).toBeNull();
  });

  it("cannot start a second run by coming at the same moment", async () => {
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => post(world, aRequest())));
    const [accepted, ...others] = answers.toSorted((left, right) => left.status - right.status);
    expect(accepted?.status).toBe(202);
    for (const refused of others) expectRunning(refused, accepted?.body["id"]);
    expect(await preparationIds()).toEqual([accepted?.body["id"]]);
    expect(runs()).toEqual(["prepareCluster"]);
  });
});

function expectRunning(answer: ApiAnswer, runningId: unknown): void {
  expectProblem(answer, 409, "PreparationRunning");
  expect(answer.body).toMatchObject({
    id: runningId,
    links: { running: `${world.url}/api/preparations/${String(runningId)}` },
  });
}

const INSTANCE = `/runtime/webhooks/durabletask/instances/${clusterInstanceId(aRequest().cluster)}`;

/** A run of the cluster that no table knows of. */
async function startForeignRun(): Promise<void> {
  const url = `/runtime/webhooks/durabletask/orchestrators/prepareCluster/${clusterInstanceId(aRequest().cluster)}`;
  const parsed = parseRequest(aRequest(), GUIDE_CATALOG);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  await world.host.request({ method: "POST", url, body: { preparationId: "foreign", request: parsed.request } });
}

/** Of root orchestrations. */
function runs(): string[] {
  return world.host.inspect.instances({ idPrefix: "cluster-" }).map((instance) => instance.name);
}

async function preparationIds(): Promise<string[]> {
  return (await world.tables.preparations.list("preparation", { limit: 1000 })).map(({ row }) => row);
}

async function claim(): Promise<ClusterRow | undefined> {
  const { partition, row } = clusterRowKey(clusterKey(aRequest().cluster));
  return (await world.tables.clusters.read<ClusterRow>(partition, row))?.value;
}
