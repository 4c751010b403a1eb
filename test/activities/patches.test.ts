/** Patching machines: a transaction on each, workloads respected, cordons given back. */
import { describe, expect, it } from "vitest";
import type { KubeObject } from "../../local/kubernetes/cluster.ts";
import type { PatchDecision } from "../../src/domain/steps.ts";
import { aRun } from "./activityWorld.ts";
import { aNodeWorld, type NodeWorld, podNameOf } from "./nodeWork.ts";

const CONFIG = "etc/containerd/config.toml";
const SYSTEM = "lamplighter-system";
const CORDONED_BY = "lamplighter.dev/cordoned-by";

/** Somebody else is quicker than a write of ours on the node. */
function overtake(world: NodeWorld, after: () => void): void {
  world.trouble({ on: "PATCH /nodes/", as: { after } });
}

function uncordon(world: NodeWorld): void {
  world.modify("v1/Node", undefined, world.node.name, (node) => {
    Object.assign(node["spec"] as object, { unschedulable: undefined });
  });
}

const nodeOf = (world: NodeWorld) => world.get("v1/Node", undefined, world.node.name);
const isCordoned = (world: NodeWorld) =>
  (nodeOf(world)?.["spec"] as { unschedulable?: boolean } | undefined)?.unschedulable === true;
const restarts = (world: NodeWorld) =>
  world.nodeFile(world.node.name, "var/log/lamplighter-sim/containerd-restarts")?.trim().split("\n").length;

function startWorkload(world: NodeWorld, name = "vllm", changes: { phase?: string; ownerKind?: string } = {}): void {
  const owner = { apiVersion: "apps/v1", kind: changes.ownerKind ?? "ReplicaSet", name: "owner", uid: "owner-uid" };
  world.create({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "default", ownerReferences: [owner] },
    spec: { nodeName: world.node.name, containers: [{ name: "vllm", image: "example.test/vllm:1" }] },
  });
  if (changes.phase !== undefined) {
    world.modify("v1/Pod", "default", name, (pod) => Object.assign(pod, { status: { phase: changes.phase } }));
  }
}

function cordon(world: NodeWorld, annotations: Record<string, string> = {}): void {
  world.modify("v1/Node", undefined, world.node.name, (node) => {
    Object.assign(node["spec"] as object, { unschedulable: true });
    node.metadata.annotations = { ...node.metadata.annotations, ...annotations };
  });
}

/** For patches that need not come to an end. */
function anyDecision({ node }: NodeWorld): PatchDecision {
  return { kind: "patch", node, oldSha256: "old", newSha256: "new", configMap: "containerd-new" };
}

/** As the script would report it. */
function reportAs(world: NodeWorld, message: string): void {
  world.modify("v1/Pod", SYSTEM, podNameOf("patch", world.node), (pod: KubeObject) => {
    const terminated = { exitCode: 0, reason: "Completed", message };
    Object.assign(pod, { status: { phase: "Succeeded", containerStatuses: [{ state: { terminated } }] } });
  });
}

describe("a patch of a node that was met earlier", () => {
  const another = ({ node }: NodeWorld) => ({ ...node, uid: "the machine before" });

  it.each([
    ["that is tried again", { attempt: 2, mayDisturb: false }],
    ["whose turn came late", { attempt: 1, mayDisturb: true }],
  ])("%s is not made on another machine of its name, which is not cordoned either", async (_title, options) => {
    const world = await aNodeWorld();
    startWorkload(world);
    const input = { ...world.podInput("patch", another(world), options.attempt), decision: anyDecision(world) };
    const started = await world.run("startPatch", { ...input, mayDisturb: options.mayDisturb });
    expect(started).toEqual({ kind: "gone", gone: "replaced" });
    expect(isCordoned(world)).toBe(false);
    expect(world.list("v1/Pod", SYSTEM)).toEqual([]);
  });

  it("that has left is told apart", async () => {
    const world = await aNodeWorld();
    const input = { ...world.podInput("patch", { ...world.node, name: "left" }, 2), decision: anyDecision(world) };
    expect(await world.run("startPatch", { ...input, mayDisturb: false })).toEqual({ kind: "gone", gone: "left" });
  });
});

describe("a patch", () => {
  it("makes NRI listen with one restart, and keeps the original beside the file", async () => {
    const world = await aNodeWorld();
    const decision = await world.decide();
    const original = world.nodeFile(world.node.name, CONFIG);
    expect(await world.patch(decision)).toMatchObject({ kind: "patched", node: world.node, edited: true });
    expect(world.nodeFile(world.node.name, CONFIG)).toContain("disable = false");
    expect(world.nodeFile(world.node.name, `${CONFIG}.lamplighter-${decision.oldSha256}`)).toBe(original);
    expect(world.nodeFile(world.node.name, "proc/1/net/unix")).toMatch(/ 00010000 .*nri\.sock/);
    expect(restarts(world)).toBe(2);
  });

  it("that runs again on a node that is done restarts nothing, and still counts its edit", async () => {
    const world = await aNodeWorld();
    const decision = await world.decide();
    await world.patch(decision);
    expect(await world.patch(decision, { attempt: 2 })).toMatchObject({
      kind: "patched",
      node: world.node,
      edited: true,
    });
    expect(restarts(world)).toBe(2);
  });

  it("is started once when its pod was made and nobody heard of it", async () => {
    const world = await aNodeWorld();
    const decision = await world.decide();
    const input = { ...world.podInput("patch"), decision, mayDisturb: false };
    world.trouble({ on: "POST /pods", as: "lostAnswer" });
    expect(await world.activities.startPatch(input)).toMatchObject({ ok: false });
    expect(await world.patch(decision)).toMatchObject({ kind: "patched", edited: true });
    expect(world.list("v1/Pod", SYSTEM).filter(({ metadata }) => metadata.name.startsWith("patch-"))).toHaveLength(1);
  });

  it("tells when somebody changed the file since it was read, and leaves their change", async () => {
    const world = await aNodeWorld();
    const decision = await world.decide();
    const theirs = `${world.nodeFile(world.node.name, CONFIG)}\n# theirs\n`;
    world.writeNodeFile(world.node.name, CONFIG, theirs);
    expect(await world.patch(decision)).toMatchObject({
      kind: "changed",
      reason: expect.stringContaining("changed by somebody else") as string,
    });
    expect(world.nodeFile(world.node.name, CONFIG)).toBe(theirs);
    expect(restarts(world)).toBe(1);
  });

  it("that was rolled back says so, with the reason", async () => {
    const world = await aNodeWorld();
    await world.patch(await world.decide());
    reportAs(world, "result=rolledBack\nstage=restart\nreason=NRI did not come up\nedited=false\n");
    const collected = await world.run("collectPatches", {
      ...{ ...aRun(), purpose: "patch", chunk: "a100-0", nodes: [world.node], attempt: 1 },
      final: false,
    });
    expect(collected.results).toMatchObject([
      { kind: "failed", finding: { code: "NriPatchRolledBack", found: "stage restart: NRI did not come up" } },
    ]);
  });

  it("that left containerd down says so, at which stage, and what to do first", async () => {
    const world = await aNodeWorld();
    await world.patch(await world.decide());
    reportAs(world, "result=broken\nstage=rollback\nreason=containerd does not start\nedited=false\nrestarted=true\n");
    const { results } = await world.run("collectPatches", {
      ...{ ...aRun(), purpose: "patch", chunk: "a100-0", nodes: [world.node], attempt: 1 },
      final: false,
    });
    expect(results).toMatchObject([
      { kind: "failed", finding: { code: "NriPatchFailed", found: "stage rollback: containerd does not start" } },
    ]);
  });

  it("whose node was replaced meanwhile is lost", async () => {
    const world = await aNodeWorld();
    const decision = await world.decide();
    await world.run("startPatch", { ...world.podInput("patch"), decision, mayDisturb: false });
    world.delete("v1/Pod", SYSTEM, podNameOf("patch", world.node));
    world.delete("v1/Node", undefined, world.node.name);
    const { pending } = await world.run("collectPatches", {
      ...{ ...aRun(), purpose: "patch", chunk: "a100-0", nodes: [world.node], attempt: 1 },
      final: false,
    });
    expect(pending).toMatchObject([{ node: world.node, lost: true }]);
  });
});

describe("removeCordons", () => {
  const remove = (world: NodeWorld) => world.run("removeCordons", aRun());

  it("lifts what this run and earlier ones have left, with one list, and then finds nothing to do", async () => {
    const world = await aNodeWorld({ count: 3 });
    const [first, second] = world.nodes;
    cordon(world, { [CORDONED_BY]: "prep-1" });
    world.modify("v1/Node", undefined, second?.name ?? "", (node) => {
      Object.assign(node["spec"] as object, { unschedulable: true });
      node.metadata.annotations = { ...node.metadata.annotations, [CORDONED_BY]: "prep-0" };
    });
    expect(await world.run("removeCordons", { ...aRun(), onlyOwn: true })).toEqual({ nodes: [first?.name] });
    expect(isCordoned(world)).toBe(false);
    expect(await remove(world)).toEqual({ nodes: [second?.name] });
    const writes = world.writes.length;
    expect(await remove(world)).toEqual({ nodes: [] });
    expect(world.writes).toHaveLength(writes);
  });

  it("leaves what somebody else cordoned", async () => {
    const world = await aNodeWorld();
    cordon(world);
    expect(await remove(world)).toEqual({ nodes: [] });
    expect(isCordoned(world)).toBe(true);
  });
});

describe("a node with workloads", () => {
  it("is busy: no pod, no cordon", async () => {
    const world = await aNodeWorld();
    const decision = anyDecision(world);
    startWorkload(world);
    const started = await world.run("startPatch", { ...world.podInput("patch"), decision, mayDisturb: false });
    expect(started).toEqual({ kind: "busy" });
    expect(world.get("v1/Pod", SYSTEM, podNameOf("patch", world.node))).toBeUndefined();
    expect(isCordoned(world)).toBe(false);
  });

  it("is cordoned when it may be disturbed, patched, and uncordoned afterwards", async () => {
    const world = await aNodeWorld();
    const decision = await world.decide();
    startWorkload(world);
    expect(await world.patch(decision, { mayDisturb: true })).toMatchObject({ kind: "patched" });
    expect(isCordoned(world)).toBe(true);
    await world.run("uncordonNode", { ...aRun(), node: world.node });
    expect(isCordoned(world)).toBe(false);
    expect(nodeOf(world)?.metadata.annotations).not.toHaveProperty(CORDONED_BY);
    expect(await world.run("uncordonNode", { ...aRun(), node: world.node })).toEqual({});
  });

  it("is cordoned once and uncordoned when the cordon's answer was lost", async () => {
    const world = await aNodeWorld();
    const decision = anyDecision(world);
    startWorkload(world);
    world.trouble({ on: "PATCH /nodes/", as: "lostAnswer" });
    const input = { ...world.podInput("patch"), decision, mayDisturb: true };
    expect(await world.activities.startPatch(input)).toMatchObject({ ok: false });
    await world.run("startPatch", input);
    await world.run("uncordonNode", { ...aRun(), node: world.node });
    expect(isCordoned(world)).toBe(false);
  });

  it("that somebody else cordoned stays cordoned", async () => {
    const world = await aNodeWorld();
    const decision = anyDecision(world);
    startWorkload(world);
    cordon(world);
    await world.run("startPatch", { ...world.podInput("patch"), decision, mayDisturb: true });
    await world.run("uncordonNode", { ...aRun(), node: world.node });
    expect(isCordoned(world)).toBe(true);
  });

  it("that somebody else cordons in the moment in which we do stays cordoned", async () => {
    const world = await aNodeWorld();
    startWorkload(world);
    overtake(world, () => cordon(world));
    const input = { ...world.podInput("patch"), decision: anyDecision(world), mayDisturb: true };
    expect(await world.run("startPatch", input)).toEqual({ kind: "started" });
    expect(nodeOf(world)?.metadata.annotations).not.toHaveProperty(CORDONED_BY);
    await world.run("uncordonNode", { ...aRun(), node: world.node });
    await world.run("removeCordons", aRun());
    expect(isCordoned(world)).toBe(true);
  });

  it("is cordoned and uncordoned all the same when others write on it in that moment", async () => {
    const world = await aNodeWorld();
    startWorkload(world);
    const label = () =>
      world.modify("v1/Node", undefined, world.node.name, ({ metadata }) => {
        metadata.labels = { ...metadata.labels, seen: "yes" };
      });
    overtake(world, label);
    overtake(world, label);
    await world.run("startPatch", { ...world.podInput("patch"), decision: anyDecision(world), mayDisturb: true });
    expect(isCordoned(world)).toBe(true);
    overtake(world, label);
    expect(await world.run("removeCordons", aRun())).toEqual({ nodes: [world.node.name] });
    expect(isCordoned(world)).toBe(false);
    expect(nodeOf(world)?.metadata.labels).toMatchObject({ seen: "yes" });
  });

  it("that somebody else uncordoned and cordons again while we give ours up stays cordoned", async () => {
    const world = await aNodeWorld();
    cordon(world, { [CORDONED_BY]: "prep-1" });
    uncordon(world);
    overtake(world, () => cordon(world));
    await world.run("uncordonNode", { ...aRun(), node: world.node });
    expect(isCordoned(world)).toBe(true);
    expect(nodeOf(world)?.metadata.annotations).not.toHaveProperty(CORDONED_BY);
  });

  it("that is written on without a pause is left to the next try", async () => {
    const world = await aNodeWorld();
    startWorkload(world);
    for (let look = 0; look < 5; look++) world.trouble({ on: "PATCH /nodes/", as: 409 });
    const input = { ...world.podInput("patch"), decision: anyDecision(world), mayDisturb: true };
    expect(await world.activities.startPatch(input)).toMatchObject({ ok: false, fault: { retry: "soon" } });
    expect(await world.run("startPatch", input)).toEqual({ kind: "started" });
    expect(isCordoned(world)).toBe(true);
  });

  it("that an earlier run of ours left cordoned is uncordoned by this one", async () => {
    const world = await aNodeWorld();
    const decision = anyDecision(world);
    startWorkload(world);
    cordon(world, { [CORDONED_BY]: "prep-0" });
    await world.run("startPatch", { ...world.podInput("patch"), decision, mayDisturb: true });
    await world.run("uncordonNode", { ...aRun(), node: world.node });
    expect(isCordoned(world)).toBe(false);
  });

  it("that are DaemonSets' or finished is not busy", async () => {
    const world = await aNodeWorld();
    const decision = anyDecision(world);
    startWorkload(world, "daemon", { ownerKind: "DaemonSet" });
    startWorkload(world, "done", { phase: "Succeeded" });
    const started = await world.run("startPatch", { ...world.podInput("patch"), decision, mayDisturb: false });
    expect(started).toEqual({ kind: "started" });
  });
});
