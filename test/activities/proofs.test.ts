/** The proof on simulated machines: a pod that takes nothing from anybody, started once, and L3 added to the evidence. */
import { describe, expect, it } from "vitest";
import type { Check } from "../../src/domain/checks.ts";
import type { DeviceAsk } from "../../src/domain/devices.ts";
import type { NodeRecord } from "../../src/domain/record.ts";
import type { NodeProof } from "../../src/domain/steps.ts";
import { unlimitedProof } from "../support/proofs.ts";
import { aRun } from "./activityWorld.ts";
import { aNodeWorld, type NodeWorld, podNameOf } from "./nodeWork.ts";

const SYSTEM = "lamplighter-system";
const NONE: DeviceAsk = { kind: "none", reason: "not asked here" };
const L0: Check = { name: "pools", level: "L0", status: "passed", expected: "one", measured: "one" };

/** Of size NC24ads A100: one GPU. */
async function aProvenWorld(): Promise<NodeWorld> {
  const world = await aNodeWorld({ osSku: "Ubuntu2404" });
  world.modify("v1/Node", undefined, world.node.name, (draft) => {
    const status = draft["status"] as Record<"capacity" | "allocatable", Record<string, string>>;
    status.capacity["nvidia.com/gpu"] = "1";
    status.allocatable["nvidia.com/gpu"] = "1";
  });
  return world;
}

const freeDevices = (world: NodeWorld) =>
  world.run("readFreeDevices", { ...aRun(), nodes: world.nodes, expectation: world.pool.expectation });

function start(world: NodeWorld, devices: DeviceAsk = NONE, attempt = 1) {
  return world.activities.startProof({ ...world.podInput("proof", world.node, attempt), devices });
}

const collect = (world: NodeWorld, attempt = 1) =>
  world.run("collectProofs", {
    ...{ ...aRun(), purpose: "proof", chunk: "a100-0", nodes: world.nodes, attempt },
    final: false,
  });

function tenant(world: NodeWorld): void {
  const resources = { limits: { "nvidia.com/gpu": "1" } };
  world.create({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "vllm", namespace: "default" },
    spec: { nodeName: world.node.name, containers: [{ name: "c", image: "registry.example.com/vllm:1", resources }] },
  });
}

describe("the devices of a node", () => {
  it("are asked for while they are free, and left to a tenant who has them", async () => {
    const world = await aProvenWorld();
    expect(await freeDevices(world)).toEqual({ devices: [{ kind: "all", gpus: 1, rdma: 0 }] });
    tenant(world);
    expect(await freeDevices(world)).toMatchObject({
      devices: [{ kind: "none", reason: expect.stringContaining("held by default/vllm") as string }],
    });
    world.delete("v1/Pod", "default", "vllm");
    expect(await freeDevices(world)).toMatchObject({ devices: [{ kind: "all" }] });
  });
});

describe("a proof", () => {
  it("is started once, however often it is asked for, and asks for no right on the host", async () => {
    const world = await aProvenWorld();
    world.trouble({ on: "POST /pods", as: "lostAnswer" });
    expect(await start(world)).toMatchObject({ ok: false });
    expect(await start(world)).toMatchObject({ ok: true });
    expect(world.list("v1/Pod", SYSTEM).map(({ metadata }) => metadata.name)).toEqual([podNameOf("proof", world.node)]);
    const text = JSON.stringify(world.list("v1/Pod", SYSTEM)[0]?.["spec"]);
    for (const never of ["privileged", "hostPath", "hostPID", "priorityClassName"]) expect(text).not.toContain(never);
  });

  it("that gets no raised limit is looked at again before it is believed", async () => {
    const world = await aProvenWorld();
    for (const attempt of [1, 2, 3]) {
      await start(world, NONE, attempt);
      await world.untilPodsEnded();
      const { pending, results } = await collect(world, attempt);
      expect([pending.map(({ lost }) => lost), results.length]).toEqual(attempt < 3 ? [[true], 0] : [[], 1]);
    }
    const { results } = await collect(world, 3);
    expect(results).toMatchObject([
      { proof: { noDevices: NONE.reason, root: { memlock: { soft: "65536", hard: "8388608" } } } },
    ]);
  });

  it("that comes second to a tenant is not admitted, and says so", async () => {
    const world = await aProvenWorld();
    const { devices } = await freeDevices(world);
    tenant(world);
    await world.pass(1);
    await start(world, devices[0]);
    await world.untilPodsEnded();
    expect((await collect(world)).pending).toMatchObject([
      { lost: true, rejected: true, reason: expect.stringContaining("UnexpectedAdmissionError") as string },
    ]);
    await world.pass(15);
    expect(world.get("v1/Pod", "default", "vllm")?.["status"]).toMatchObject({ phase: "Running" });
  });
});

describe("checkProofs", () => {
  const evidenceOf = async (world: NodeWorld) =>
    (await world.tables.evidence.read<NodeRecord>(aRun().preparationId, world.node.name))?.value;

  async function verifiedWorld(): Promise<NodeWorld> {
    const world = await aNodeWorld();
    const checks = ["L1", "L2"].map((level) => ({ ...L0, name: `of ${level}`, level }) as Check);
    const parts = { uid: world.node.uid } as NonNullable<NodeRecord["certificate"]>["parts"];
    const certificate = { level: "L2", verifiedAt: "before", fingerprint: "f", parts } as const;
    const { name, uid, pool } = world.node;
    const value: NodeRecord = { name, uid, pool, level: "L2", verdict: "notReady", certificate, checks };
    await world.tables.evidence.put(aRun().preparationId, name, value);
    return world;
  }

  const check = (world: NodeWorld, proofs: NodeProof[]) =>
    world.activities.checkProofs({
      ...{ ...aRun(), proofs, expectation: world.pool.expectation, profile: "self-managed", level: "L3" },
      unproven: proofs.length === 0 ? [{ node: world.node, reason: "pod evicted", lost: true }] : [],
      ...{ poolChecks: [L0], verifiedAt: "now" },
    });

  it("adds L3 to evidence and certificate, once, also when it runs again after its answer was lost", async () => {
    const world = await verifiedWorld();
    const proofs = [{ node: world.node, proof: unlimitedProof({ gpus: 1, uverbs: 0 }) }];
    world.trouble({ on: "POST /$batch", as: "lostAnswer" });
    expect(await check(world, proofs)).toMatchObject({ ok: false });
    expect(await check(world, proofs)).toMatchObject({ ok: true, value: [{ level: "L3", ready: true, findings: [] }] });
    const record = await evidenceOf(world);
    expect(record).toMatchObject({ level: "L3", verdict: "ready", certificate: { level: "L3", verifiedAt: "now" } });
    expect(record?.checks.map(({ name }) => name)).toEqual([
      ...["of L1", "of L2", "memlockRoot", "memlockNonRoot", "gpusInPod", "infinibandInPod"],
    ]);
  });

  it("leaves a node at L2 that no proof has come from, and does not call it ready", async () => {
    const world = await verifiedWorld();
    expect(await check(world, [])).toMatchObject({
      value: [{ level: "L2", ready: false, findings: [{ code: "NodeUnverified" }] }],
    });
    expect(await evidenceOf(world)).toMatchObject({ level: "L2", verdict: "notReady", certificate: { level: "L2" } });
  });
});
