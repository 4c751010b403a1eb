/** proof.sh sees the limits and devices of its container, in real `sh` and as its model plays it alike. */
import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { NODE_SCRIPTS } from "../../../../../src/activities/scripts/nodeScripts.ts";
import type { DeviceAsk } from "../../../../../src/domain/devices.ts";
import { runScripts, runScriptsName } from "../../../../../src/domain/manifests/nodePod.ts";
import { proofPod } from "../../../../../src/domain/manifests/proofPod.ts";
import { ulimitAdjuster } from "../../../../../src/domain/manifests/ulimitAdjuster.ts";
import { podEnds } from "../../../../../src/domain/pods.ts";
import { aStack } from "../../operators/appObjects.ts";
import { aNode, aWorld, phaseOf, type TestWorld } from "../aWorld.ts";

const RUN = "run-1";
const SYSTEM = "lamplighter-system";
const ALL: DeviceAsk = { kind: "all", gpus: 8, rdma: 1 };

interface Case {
  node: string;
  adjuster: "connected" | "dropped";
  drivers: boolean;
  devices: DeviceAsk;
}

const CASES: Case[] = [
  { node: "aks-h100-1-vmss000000", adjuster: "connected", drivers: true, devices: ALL },
  { node: "aks-h100-1-vmss000001", adjuster: "connected", drivers: true, devices: { kind: "none", reason: "taken" } },
  { node: "aks-h100-1-vmss000002", adjuster: "dropped", drivers: true, devices: { ...ALL, gpus: 3, rdma: 0 } },
  { node: "aks-h100-1-vmss000003", adjuster: "connected", drivers: false, devices: ALL },
];

/** By node and container: the termination message. */
async function messagesOf(how: "sh" | "model"): Promise<Record<string, Record<string, string>>> {
  const world = aWorld({ scripts: how });
  const owner = { name: runScriptsName(RUN), uid: world.create(runScripts(RUN, NODE_SCRIPTS)).metadata.uid };
  for (const { node } of CASES) world.addNode(aNode(node, { osSku: "Ubuntu2404" }));
  world.create(ulimitAdjuster(aStack({ rdma: true })));
  await world.pass(180);
  for (const one of CASES) startProof(world, one, owner);
  await world.until(() => CASES.every(({ node }) => phaseOf(world, node) === "Succeeded"), "the proofs to end");
  return Object.fromEntries(CASES.map(({ node }) => [node, resultOf(world, node, how)]));
}

function startProof(
  world: TestWorld,
  { node, adjuster, drivers, devices }: Case,
  owner: { name: string; uid: string },
) {
  if (drivers) world.machines.change(node, { nvidiaDriverVersion: "580.82.07", ofedVersion: "25.07-0.9.7" });
  if (adjuster === "dropped") world.operations.dropPlugins(node);
  world.cluster.store.modify("v1/Node", undefined, node, (draft) => {
    const { allocatable } = draft["status"] as { allocatable: Record<string, string> };
    Object.assign(allocatable, { "nvidia.com/gpu": "8", "rdma/ib": "8" });
  });
  const { uid, bootId } = world.machines.get(node);
  const pod = proofPod({
    ...{ node: { name: node, uid, bootId, pool: "h100" }, image: "mcr.microsoft.com/cbl-mariner/busybox:2.0" },
    ...{ tolerations: [], preparationId: RUN, purpose: "proof", chunk: "h100-0", attempt: 1, owner, devices },
    deadlineSeconds: 120,
  });
  world.create({ ...pod, metadata: { ...pod.metadata, name: node } });
}

function resultOf(world: TestWorld, name: string, how: "sh" | "model"): Record<string, string> {
  const pod = world.get("v1/Pod", SYSTEM, name);
  if (pod === undefined) throw new Error(`Pod ${name} is gone`);
  const ends = podEnds(pod);
  if (ends.kind !== "ended") throw new Error(`Pod ${name} is ${ends.kind}`);
  expect(existsSync(world.files.podFolder(world.machines.get(name), pod.metadata.uid))).toBe(how === "sh");
  return Object.fromEntries([...ends.containers].map(([container, { message }]) => [container, message]));
}

const saw = (soft: string, hard: string, gpus: number, uverbs: number) =>
  `memlockSoft=${soft}\nmemlockHard=${hard}\ngpus=${gpus}\nuverbs=${uverbs}\n`;
const raised = (gpus = 0, uverbs = 0) => saw("unlimited", "unlimited", gpus, uverbs);
const plain = (gpus = 0) => saw("65536", "8388608", gpus, 0);

describe("proof.sh", () => {
  it("reports limits and devices of each container, as its model does", { timeout: 120_000 }, async () => {
    const real = await messagesOf("sh");
    expect(Object.values(real)).toEqual([
      { root: raised(8, 8), "non-root": raised(), control: plain() },
      { root: raised(), "non-root": raised(), control: plain() },
      { root: plain(3), "non-root": plain(), control: plain() },
      { root: raised(), "non-root": raised(), control: plain() },
    ]);
    expect(await messagesOf("model")).toEqual(real);
  });
});
