/** POST /api/preparations/{id}/retry: the same request again, as a preparation of its own; and many starts at once. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RecordSummary } from "../../src/domain/record.ts";
import { openVirtualWorld, type VirtualWorld } from "../scenarios/virtualWorld.ts";
import { aRequest, aScenario, expectProblem, get, post } from "./apiCalls.ts";

const { cluster } = aRequest();
const KEY = { "idempotency-key": "once more" };

let world: VirtualWorld;

beforeEach(async () => {
  world = await openVirtualWorld(aScenario());
});

afterEach(() => world.stop());

async function retry(id: unknown, { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {}) {
  const url = `/api/preparations/${String(id)}/retry`;
  const answer = await world.host.request({ method: "POST", url, headers, ...(body === undefined ? {} : { body }) });
  return { status: answer.status, headers: answer.headers, body: answer.json() as Record<string, unknown> };
}

async function runOnce(request: unknown = aRequest()): Promise<string> {
  const { body } = await post(world, request);
  await world.runToEnd(cluster);
  return String(body["id"]);
}

describe("a retry", () => {
  it("is a new preparation of the same request, which says what it repeats and finds nothing to do", async () => {
    const first = await runOnce();
    const again = await retry(first);
    expect(again.status).toBe(202);
    expect(again.body["id"]).not.toBe(first);
    await world.runToEnd(cluster);
    const { body } = await get<RecordSummary>(world, again.headers["location"] ?? "");
    expect(body).toMatchObject({ verdict: "ready", changes: { arm: 0, kubernetes: 0, nodes: 0 } });
    const { body: list } = await get<{ preparations: { id: string; retryOf?: string }[] }>(world, "/api/preparations");
    expect(list.preparations.map(({ id, retryOf }) => [id, retryOf])).toEqual([
      [again.body["id"], first],
      [first, undefined],
    ]);
  });

  it("is refused while the preparation goes on, or another one of its cluster", async () => {
    const first = await runOnce();
    const { body: second } = await post(world, aRequest());
    for (const id of [first, second["id"]]) {
      const refused = await retry(id);
      expectProblem(refused, 409, "PreparationRunning");
      expect(refused.body["id"]).toBe(second["id"]);
    }
  });

  it("of what is not there is not found", async () => {
    expectProblem(await retry("none"), 404, "PreparationNotFound");
    expect(world.host.inspect.instances()).toEqual([]);
  });

  it("under the same key gets the same answer, and its key is no start's", async () => {
    const first = await runOnce();
    const again = await retry(first, { headers: KEY });
    await world.runToEnd(cluster);
    expect(await retry(first, { headers: KEY })).toEqual(again);
    expectProblem(await post(world, aRequest(), KEY), 422, "IdempotencyKeyReused");
  });

  it("of an approved plan needs a new approval once the first run has changed something", async () => {
    const { body: plan } = await world.api("POST", "/api/plans", aRequest());
    const { hash } = plan as { hash: string };
    const first = await runOnce(aRequest({ planHash: hash }));
    const refused = await retry(first);
    expectProblem(refused, 409, "PlanChanged");
    const approved = await retry(first, { body: { planHash: refused.body["planHash"] } });
    expect(approved.status).toBe(202);
  });
});

describe("a hundred requests for one cluster at the same moment", () => {
  it("start exactly one run, whatever of them retry and start", async () => {
    const first = await runOnce();
    const asked = Array.from({ length: 100 }, (_, index) => (index % 2 === 0 ? post(world, aRequest()) : retry(first)));
    const answers = await Promise.all(asked);
    const accepted = answers.filter(({ status }) => status === 202);
    expect(accepted).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(99);
    const { body } = await get<{ preparations: { id: string }[] }>(world, "/api/preparations");
    expect(body.preparations.map(({ id }) => id)).toEqual([accepted[0]?.body["id"], first]);
    await world.runToEnd(cluster);
    expect((await get(world, accepted[0]?.headers["location"] ?? "")).body["verdict"]).toBe("ready");
  });
});
