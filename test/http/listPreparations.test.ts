/** GET /api/preparations: every preparation that was accepted, newest first, and no other. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { clusterInstanceId } from "../../src/domain/clusterRef.ts";
import { newestFirstKey, newestPreparations, preparationRowKey } from "../../src/domain/records.ts";
import { openVirtualWorld, type VirtualWorld } from "../scenarios/virtualWorld.ts";
import { aRequest, aScenario, expectProblem, get, post } from "./apiCalls.ts";

const { cluster } = aRequest();
const ofCluster = `cluster=${cluster.subscriptionId}/${cluster.resourceGroup}/${cluster.name}`;

let world: VirtualWorld;

beforeEach(async () => {
  world = await openVirtualWorld(aScenario());
});

afterEach(() => world.stop());

interface Page {
  preparations: { id: string; status: string; verdict?: string }[];
  links: { next?: string };
}

async function list(query = ""): Promise<Page> {
  const { status, body } = await get<Page>(world, `/api/preparations${query === "" ? "" : `?${query}`}`);
  expect(status).toBe(200);
  return body;
}

const idsOf = ({ preparations }: Page) => preparations.map(({ id }) => id);

/** As many as were once accepted, a second apart, none of which has left a record. */
async function rememberOld(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index++) {
    const id = `old-${index}`;
    const acceptedAt = new Date(Date.UTC(2020, 0, 1, 0, 0, index)).toISOString();
    const row = { id, cluster, instanceId: clusterInstanceId(cluster), request: aRequest(), acceptedAt };
    const key = preparationRowKey(id);
    await world.tables.preparations.put(key.partition, key.row, row);
    await world.tables.preparations.put(newestPreparations(), newestFirstKey(row), { id });
    ids.unshift(id);
  }
  return ids;
}

describe("the list of preparations", () => {
  it("is empty before the first one", async () => {
    expect(await list()).toEqual({ preparations: [], links: {} });
  });

  it("has the newest first, of all clusters or of one, in any spelling", async () => {
    const first = await post(world, aRequest());
    await world.runToEnd(cluster);
    const second = await post(world, aRequest());
    await world.pass(1);
    const elsewhere = await post(world, aRequest({ cluster: { ...cluster, name: "other" } }));
    const ids = [elsewhere, second, first].map(({ body }) => body["id"]);
    expect(idsOf(await list())).toEqual(ids);
    expect(idsOf(await list(ofCluster.toUpperCase().replace("CLUSTER=", "cluster=")))).toEqual(ids.slice(1));
  });

  it("tells how each stands, and can be asked for those that stand so", async () => {
    const { body: ready } = await post(world, aRequest());
    await world.runToEnd(cluster);
    const { body: running } = await post(world, aRequest());
    expect((await list()).preparations).toMatchObject([
      { id: running["id"], status: "running", cluster },
      { id: ready["id"], status: "finished", verdict: "ready", finishedAt: expect.any(String) as string },
    ]);
    expect(idsOf(await list("status=running"))).toEqual([running["id"]]);
    expect(idsOf(await list("status=finished"))).toEqual([ready["id"]]);
    expect(idsOf(await list(`status=ready&${ofCluster}`))).toEqual([ready["id"]]);
    expect(idsOf(await list("status=cancelled"))).toEqual([]);
  });

  it("comes in pages that together hold every preparation once", async () => {
    const ids = await rememberOld(120);
    const seen: string[] = [];
    let query: string | undefined = "status=failed";
    for (let pages = 0; query !== undefined; pages++) {
      expect(pages).toBeLessThan(3);
      const page = await list(query);
      seen.push(...idsOf(page));
      query = page.links.next === undefined ? undefined : new URL(page.links.next).search.slice(1);
    }
    expect(seen).toEqual(ids);
  });

  it("does not hold what was refused", async () => {
    const { body } = await post(world, aRequest());
    await post(world, aRequest());
    expect(idsOf(await list())).toEqual([body["id"]]);
  });

  it("keeps what has ended after the orchestration's history was purged", async () => {
    const { headers, body } = await post(world, aRequest());
    await world.runToEnd(cluster);
    const before = await get(world, headers["location"] ?? "");
    const purged = await world.host.request({
      method: "DELETE",
      url: `/runtime/webhooks/durabletask/instances/${clusterInstanceId(cluster)}`,
    });
    expect(purged.json()).toEqual({ instancesDeleted: 1 });
    expect(await get(world, headers["location"] ?? "")).toEqual(before);
    expect((await get(world, `${headers["location"] ?? ""}/nodes`)).body["nodes"]).toHaveLength(1);
    expect((await list()).preparations).toMatchObject([{ id: body["id"], verdict: "ready" }]);
  });
});

describe("a list that cannot be given", () => {
  it.each(["cursor=made-up", `cursor=${Buffer.from("made up").toString("base64url")}`, "cursor="])(
    "?%s is refused as no cursor of this API",
    async (query) => {
      const answer = await get(world, `/api/preparations?${query}`);
      expectProblem(answer, 400, "InvalidCursor");
      expect(answer.body).not.toHaveProperty("preparations");
    },
  );

  it.each([
    ["cluster", "aks-llm-d"],
    ["cluster", "x/y/z"],
    ["cluster", `${ofCluster.slice("cluster=".length)}/more`],
    ["status", "done"],
  ])("filtered by %s %s is refused with what would be accepted", async (path, value) => {
    const answer = await get(world, `/api/preparations?${path}=${value}`);
    expectProblem(answer, 400, "InvalidRequest");
    expect(answer.body).toMatchObject({ problems: [{ path }] });
  });
});
