/** Pods of DaemonSets on machines that come, go and are changed. */
import { expect, it } from "vitest";
import type { NewKubeObject } from "../../../../local/kubernetes/cluster.ts";
import { podSpecOf } from "../../../../local/kubernetes/store/objectParts.ts";
import { aNode, aWorld, type TestWorld } from "./aWorld.ts";

const FIRST = "aks-h100-12345678-vmss000000";
const SECOND = "aks-h100-12345678-vmss000001";

const AGENT: NewKubeObject = {
  apiVersion: "apps/v1",
  kind: "DaemonSet",
  metadata: { name: "agent", namespace: "kube-system" },
  spec: {
    selector: { matchLabels: { app: "agent" } },
    template: {
      metadata: { labels: { app: "agent" } },
      spec: { containers: [{ name: "agent", image: "example.test/idle:1" }] },
    },
  },
};

async function aWorldWithAgents(): Promise<TestWorld> {
  const world = aWorld();
  for (const name of [FIRST, SECOND]) world.addNode(aNode(name));
  world.create(AGENT);
  await world.pass(300);
  return world;
}

function agents({ cluster }: TestWorld): string[] {
  const pods = cluster.store.list("v1/Pod", { labels: { app: "agent" } });
  return pods.map((pod) => podSpecOf(pod).nodeName ?? "").toSorted();
}

function counts(world: TestWorld): unknown {
  return world.get("apps/v1/DaemonSet", "kube-system", "agent")?.["status"];
}

it("start on every node, and are counted", async () => {
  const world = await aWorldWithAgents();
  expect(agents(world)).toEqual([FIRST, SECOND]);
  expect(counts(world)).toMatchObject({ desiredNumberScheduled: 2, numberReady: 2, numberUnavailable: 0 });
});

it("start again when they were deleted", async () => {
  const world = await aWorldWithAgents();
  const [pod] = world.cluster.store.list("v1/Pod", { nodeName: FIRST });
  world.cluster.store.delete("v1/Pod", "kube-system", pod?.metadata.name ?? "");
  await world.pass(120);
  expect(agents(world)).toEqual([FIRST, SECOND]);
  expect(world.cluster.store.list("v1/Pod", { nodeName: FIRST })[0]?.metadata.uid).not.toBe(pod?.metadata.uid);
});

it("follow their machines: gone with one that is deleted, and there on one that was re-imaged", async () => {
  const world = await aWorldWithAgents();
  world.world.transaction(() => {
    world.provisioner.removeNode(FIRST);
    world.operations.reimage(SECOND, world.cluster.clock.now() + 60_000);
  });
  await world.pass(300);
  expect(agents(world)).toEqual([SECOND]);
  expect(counts(world)).toMatchObject({ desiredNumberScheduled: 1, numberReady: 1 });
});

it("start again when one is missing as a simulator starts", async () => {
  const world = await aWorldWithAgents();
  const [pod] = world.cluster.store.list("v1/Pod", { nodeName: FIRST });
  world.world.collection("kubernetes/objects").delete(`v1/Pod|kube-system|${pod?.metadata.name}`);
  const second = world.reopen();
  await second.pass(120);
  expect(agents(second)).toEqual([FIRST, SECOND]);
  expect(counts(second)).toMatchObject({ numberReady: 2 });
});
