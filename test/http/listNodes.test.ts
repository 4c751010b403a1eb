/** GET /api/preparations/{id}/nodes: every node's evidence once, in pages. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { NodeRecord } from "../../src/domain/record.ts";
import { openVirtualWorld, type VirtualWorld } from "../scenarios/virtualWorld.ts";
import { aRequest, aScenario, expectProblem, get, post } from "./apiCalls.ts";

interface Page {
  nodes: NodeRecord[];
  links: { next?: string };
}

let world: VirtualWorld;
let path: string;

beforeAll(async () => {
  world = await openVirtualWorld(aScenario());
  const { body } = await post(world, aRequest());
  path = `/api/preparations/${String(body["id"])}/nodes`;
});

afterAll(() => world.stop());

describe("the nodes of a preparation", () => {
  it("are none before any was verified", async () => {
    const { status, body } = await get<Page>(world, path);
    expect(status).toBe(200);
    expect(body).toEqual({ nodes: [], links: {} });
  });

  it.each([1, 99, 100, 101, 200, 250])(
    "come in pages that together hold all %i of them, once and in order",
    async (count) => {
      const names = await verified(count);
      const pages = await allPages(path);
      expect(pages.flatMap((page) => page.nodes.map((node) => node.name))).toEqual(names);
      expect(pages).toHaveLength(Math.ceil(count / 100));
    },
  );

  it("are told with everything that was measured", async () => {
    await verified(1);
    const { body } = await get<Page>(world, path);
    expect(body.nodes).toEqual([aNodeRecord("node-0000")]);
  });

  it.each(["node-0099", "%00", "=", "bm9kZQ==", "..", ""])(
    "are not told from %j on: it is no cursor of this API",
    async (cursor) => {
      const refused = await get(world, `${path}?cursor=${cursor}`);
      expect(refused.body).not.toHaveProperty("nodes");
      expectProblem(refused, 400, "InvalidCursor");
    },
  );
});

async function allPages(first: string): Promise<Page[]> {
  const { status, body } = await get<Page>(world, first);
  expect(status).toBe(200);
  return body.links.next === undefined ? [body] : [body, ...(await allPages(body.links.next))];
}

/** Exactly `count` nodes have evidence, as a run of that size leaves it. */
async function verified(count: number): Promise<string[]> {
  const id = path.split("/")[3] ?? "";
  for (const { row } of await world.tables.evidence.list(id, { limit: 1000 }))
    await world.tables.evidence.remove(id, row);
  const names = Array.from({ length: count }, (_, index) => `node-${String(index).padStart(4, "0")}`);
  await world.tables.evidence.putAll(
    id,
    names.map((name) => ({ row: name, value: aNodeRecord(name) })),
  );
  return names;
}

function aNodeRecord(name: string): NodeRecord {
  const check = { name: "nodeReady", level: "L1", status: "passed", expected: "Ready", measured: "Ready" } as const;
  return { name, uid: `uid-of-${name}`, pool: "a100", level: "L2", verdict: "ready", checks: [check] };
}
