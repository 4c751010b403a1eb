/** Nodes with their certificate are opened to workloads: one write a node, counted once, and nobody else's taint is lost. */
import { describe, expect, it } from "vitest";
import type { NodeRef } from "../../src/domain/nodeRef.ts";
import type { NodeRecord } from "../../src/domain/record.ts";
import { type ActivityWorld, aRun } from "./activityWorld.ts";
import { aNodeWorld, type NodeWorld } from "./nodeWork.ts";

const GATE = { key: "lamplighter.dev/unprepared", value: "true", effect: "NoSchedule" };

interface Taint {
  key: string;
  value?: string;
  effect: string;
}

const taintsOf = (world: ActivityWorld, { name }: NodeRef) =>
  ((world.get("v1/Node", undefined, name)?.["spec"] as { taints?: Taint[] } | undefined)?.taints ?? []).map(
    ({ key }) => key,
  );

async function gatedWorld(count: number): Promise<NodeWorld> {
  const world = await aNodeWorld({ count });
  for (const node of world.nodes) gate(world, node);
  world.writes.length = 0;
  return world;
}

function gate(world: ActivityWorld, { name }: NodeRef, ...others: Taint[]): void {
  world.modify("v1/Node", undefined, name, (draft) => {
    const spec = draft["spec"] as { taints?: Taint[] };
    spec.taints = [...(spec.taints ?? []), GATE, ...others];
  });
}

async function certify(world: ActivityWorld, nodes: readonly NodeRef[], changes: Partial<NodeRecord> = {}) {
  const rows = nodes.map(({ name, uid, pool }) => {
    const value: NodeRecord = { name, uid, pool, level: "L2", verdict: "ready", checks: [], ...changes };
    return { row: name, value };
  });
  await world.tables.evidence.putAll(aRun().preparationId, rows);
  world.writes.length = 0;
}

const open = (world: ActivityWorld, after?: string) =>
  world.run("openGates", { ...aRun(), pool: "a100", ...(after === undefined ? {} : { after }) });

describe("openGates", () => {
  it("takes our taint off every node that is ready, with one write each, and leaves the pool's own", async () => {
    const world = await gatedWorld(2);
    await certify(world, world.nodes);
    expect(await open(world)).toEqual({ changed: 2, kept: [] });
    expect(world.nodes.map((node) => taintsOf(world, node))).toEqual([["sku"], ["sku"]]);
    expect(world.writes.toSorted()).toEqual(world.nodes.map(({ name }) => `PATCH /api/v1/nodes/${name}`).toSorted());
  });

  it("finds nothing more to do when it runs again, and counts the same", async () => {
    const world = await gatedWorld(2);
    await certify(world, world.nodes);
    await open(world);
    world.writes.length = 0;
    expect(await open(world)).toEqual({ changed: 2, kept: [] });
    expect(world.writes).toEqual([]);
    expect(await world.run("openGates", { ...aRun("prep-2"), pool: "a100" })).toEqual({ changed: 0, kept: [] });
  });

  it("counts a node once whose write was carried out and never heard of", async () => {
    const world = await gatedWorld(2);
    await certify(world, world.nodes);
    world.trouble({ on: `PATCH /nodes/${world.node.name}`, as: "lostAnswer" });
    expect(await world.activities.openGates({ ...aRun(), pool: "a100" })).toMatchObject({
      ok: false,
      fault: { retry: "soon" },
    });
    expect(await open(world)).toEqual({ changed: 2, kept: [] });
    expect(world.writes).toHaveLength(2);
  });

  it("leaves the taint on a node that is not ready, or was not verified, and says so", async () => {
    const world = await gatedWorld(3);
    const [bad, unknown, good] = world.nodes as [NodeRef, NodeRef, NodeRef];
    await certify(world, [good]);
    await certify(world, [bad], { verdict: "notReady", level: "L0" });
    const { changed, kept } = await open(world);
    expect(changed).toBe(1);
    expect(Object.fromEntries(kept.map(({ node, reason }) => [node, reason]))).toEqual({
      [bad.name]: "it is not ready, level L0",
      [unknown.name]: "it was not verified in this run",
    });
    expect([bad, unknown, good].map((node) => taintsOf(world, node).includes(GATE.key))).toEqual([true, true, false]);
  });

  it("costs one list where no node has the taint", async () => {
    const world = await aNodeWorld();
    await certify(world, world.nodes);
    expect(await open(world)).toEqual({ changed: 0, kept: [] });
    expect(world.writes).toEqual([]);
  });

  it("does not overwrite what changed on a node since it was read: it is tried again", async () => {
    const world = await gatedWorld(1);
    await certify(world, world.nodes);
    world.trouble({ on: `PATCH /nodes/${world.node.name}`, as: 409 });
    expect(await world.activities.openGates({ ...aRun(), pool: "a100" })).toMatchObject({
      ok: false,
      fault: { retry: "soon" },
    });
    gate(world, world.node, { key: "maintenance", effect: "NoSchedule" });
    await open(world);
    expect(taintsOf(world, world.node)).toEqual(["sku", "maintenance"]);
  });

  it("goes through a large pool page by page", async () => {
    const world = await gatedWorld(60);
    await certify(world, world.nodes);
    const first = await open(world);
    expect(first.changed).toBe(50);
    expect(await open(world, first.next)).toEqual({ changed: 10, kept: [] });
    expect(world.nodes.filter((node) => taintsOf(world, node).includes(GATE.key))).toEqual([]);
  });
});
