/** L1 and L2 of a chunk: measured on the machines, judged, and kept as evidence. */
import { describe, expect, it } from "vitest";
import type { Check } from "../../src/domain/checks.ts";
import type { NodeRef } from "../../src/domain/nodeRef.ts";
import type { NodeRecord } from "../../src/domain/record.ts";
import { aRun } from "./activityWorld.ts";
import { aNodeWorld, type NodeWorld } from "./nodeWork.ts";

const VERIFIED_AT = "2026-11-24T12:00:00.000Z";
const L0: Check = { name: "pools", level: "L0", status: "passed", expected: "one", measured: "one" };

interface Ask {
  attempt?: number;
  final?: boolean;
  nodes?: NodeRef[];
}

function check(world: NodeWorld, { attempt = 1, final = false, nodes = world.nodes }: Ask = {}) {
  return world.run("checkNodes", {
    ...{ ...aRun(), purpose: "verify", chunk: "a100-0", nodes, attempt, final },
    ...{
      expectation: world.pool.expectation,
      profile: "self-managed",
      level: "L2",
      poolChecks: [L0],
      verifiedAt: VERIFIED_AT,
    },
  });
}

async function probeToVerify(world: NodeWorld): Promise<void> {
  for (const node of world.nodes) await world.run("startProbe", world.podInput("verify", node));
  await world.untilPodsEnded();
}

function showGpus(world: NodeWorld, node: NodeRef, count: number): void {
  world.modify("v1/Node", undefined, node.name, (draft) => {
    const status = draft["status"] as Record<"capacity" | "allocatable", Record<string, string>>;
    status.capacity["nvidia.com/gpu"] = "1";
    status.allocatable["nvidia.com/gpu"] = String(count);
  });
}

const evidenceOf = async (world: NodeWorld, node = world.node) =>
  (await world.tables.evidence.read<NodeRecord>(aRun().preparationId, node.name))?.value;

describe("checkNodes", () => {
  it("waits while a probe runs, and saves nothing yet", async () => {
    const world = await aNodeWorld();
    await world.run("startProbe", world.podInput("verify"));
    expect(await check(world)).toMatchObject({ pending: [{ lost: false }], results: [] });
    expect(await evidenceOf(world)).toBeUndefined();
  });

  it("names every check that fails on a fresh node, and keeps the evidence", async () => {
    const world = await aNodeWorld();
    await probeToVerify(world);
    const { results } = await check(world);
    expect(results).toMatchObject([{ name: world.node.name, level: "L0", ready: false }]);
    expect(results[0]?.findings.map(({ code }) => code)).toEqual([
      "GpuCountMismatch",
      "NriPatchFailed",
      "NriPatchFailed",
      "DriverNotReady",
    ]);
    expect(await evidenceOf(world)).toMatchObject({ uid: world.node.uid, pool: "a100", verdict: "notReady" });
  });

  it("certifies what it measured, at the time it is given, with the node's fingerprint", async () => {
    const world = await aNodeWorld({ osSku: "Ubuntu2404" });
    showGpus(world, world.node, 1);
    await probeToVerify(world);
    const { results } = await check(world);
    expect(results[0]).toMatchObject({ level: "L1", findings: [{ code: "DriverNotReady" }] });
    expect(await evidenceOf(world)).toMatchObject({
      certificate: {
        level: "L1",
        verifiedAt: VERIFIED_AT,
        parts: { uid: world.node.uid, bootId: world.node.bootId, containerd: "2.3.3" },
      },
    });
  });

  it("passes only for the allocatable count, and notes a capacity that differs", async () => {
    const world = await aNodeWorld();
    showGpus(world, world.node, 0);
    await probeToVerify(world);
    await check(world);
    const gpus = (await evidenceOf(world))?.checks.find(({ name }) => name === "gpuAllocatable");
    expect(gpus).toMatchObject({ status: "failed", reason: "capacity is 1, allocatable 0" });
  });

  it("gives the same verdict and the same evidence when it runs again", async () => {
    const world = await aNodeWorld();
    await probeToVerify(world);
    world.trouble({ on: "POST /$batch", as: "lostAnswer" });
    await expect(check(world)).rejects.toThrow("ECONNRESET");
    const first = await check(world);
    const evidence = await evidenceOf(world);
    expect(await check(world)).toEqual(first);
    expect(await evidenceOf(world)).toEqual(evidence);
  });

  it("judges a node whose probe brought nothing by what the API server says: its host is unknown, never passed", async () => {
    const world = await aNodeWorld();
    showGpus(world, world.node, 1);
    const { results, pending } = await check(world, { attempt: 0, final: true });
    expect(pending).toEqual([]);
    expect(results).toMatchObject([{ level: "L1", ready: false }]);
    const host = (await evidenceOf(world))?.checks.filter(({ level }) => level === "L2");
    const statuses = host?.map(({ status }) => status);
    expect(statuses).toContain("unknown");
    expect(statuses).not.toContain("passed");
    expect((await evidenceOf(world))?.certificate).toBeUndefined();
  });

  it("finds a node that was replaced by another of the same name", async () => {
    const world = await aNodeWorld();
    await probeToVerify(world);
    const { results } = await check(world, { nodes: [{ ...world.node, uid: "before" }], attempt: 0, final: true });
    const findings = [{ code: "NodeReplaced", severity: "fail" }];
    expect(results).toMatchObject([{ level: "none", ready: false, gone: "replaced", findings }]);
    expect(await evidenceOf(world)).toBeUndefined();
  });

  it("lets a node go that has left, and keeps no evidence of it", async () => {
    const world = await aNodeWorld();
    await probeToVerify(world);
    const left = { ...world.node, name: "left" };
    const { results } = await check(world, { nodes: [left], attempt: 0, final: true });
    expect(results).toMatchObject([{ ready: false, gone: "left", findings: [{ code: "NodeLost", severity: "warn" }] }]);
    expect(await evidenceOf(world, left)).toBeUndefined();
  });

  it("judges a whole chunk, each node for itself", async () => {
    const world = await aNodeWorld({ count: 2, osSku: "Ubuntu2404" });
    const [first, second] = world.nodes;
    if (first === undefined || second === undefined) throw new Error("Two nodes were asked for");
    showGpus(world, first, 1);
    await probeToVerify(world);
    const { results } = await check(world);
    expect(results.map(({ level }) => level)).toEqual(["L1", "L0"]);
    expect(await evidenceOf(world, second)).toMatchObject({ level: "L0" });
  });
});
