/** Machines come, change and go; their Node objects, pods and files follow. */
import { existsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import type { NodeSpec } from "../../../../local/kubernetes/nodeProvisioner.ts";
import { aNode, aScriptPod, aWorld, phaseOf, type TestWorld, terminationOf } from "./aWorld.ts";

const NODE = "aks-h100-12345678-vmss00000a";

function aWorldWithNode(changes: Partial<NodeSpec> = {}): TestWorld {
  const world = aWorld();
  world.addNode(aNode(NODE, changes));
  return world;
}

interface NodeView {
  metadata: { uid: string; labels: Record<string, string> };
  spec: { providerID: string; taints?: { key: string; value?: string; effect: string }[] };
  status: {
    conditions: { type: string; status: string; reason: string }[];
    nodeInfo: Record<string, string>;
    allocatable: Record<string, string>;
    addresses: { type: string; address: string }[];
  };
}

const view = (world: TestWorld) => world.get("v1/Node", undefined, NODE) as unknown as NodeView;
const ready = (world: TestWorld) => view(world).status.conditions.find(({ type }) => type === "Ready");
const act = (world: TestWorld, change: () => void) => world.world.transaction(change);
const inSeconds = (world: TestWorld, seconds: number) => world.cluster.clock.now() + seconds * 1000;

describe("a new machine", () => {
  it("registers NotReady and tainted, and is Ready when its time has come", async () => {
    const world = aWorldWithNode({ taints: [{ key: "sku", value: "gpu", effect: "NoSchedule" }] });
    expect(ready(world)).toMatchObject({ status: "False", reason: "KubeletNotReady" });
    expect(view(world).spec.taints).toContainEqual({ key: "node.kubernetes.io/not-ready", effect: "NoSchedule" });
    await world.pass(61);
    expect(ready(world)).toMatchObject({ status: "True" });
    expect(view(world).spec.taints).toEqual([{ key: "sku", value: "gpu", effect: "NoSchedule" }]);
  });

  it("shows what AKS shows", () => {
    const node = view(aWorldWithNode({ zone: "1" }));
    expect(node.metadata.labels).toMatchObject({
      "kubernetes.azure.com/agentpool": "h100",
      "kubernetes.azure.com/accelerator": "nvidia",
      "node.kubernetes.io/instance-type": "Standard_ND96isr_H100_v5",
      "topology.kubernetes.io/zone": "eastus-1",
    });
    expect(node.spec.providerID).toMatch(/virtualMachineScaleSets\/aks-h100-12345678-vmss\/virtualMachines\/10$/);
    expect(node.status.nodeInfo).toMatchObject({
      containerRuntimeVersion: "containerd://1.7.34",
      kubeletVersion: "v1.34.2",
      osImage: "Ubuntu 22.04.5 LTS",
    });
    expect(node.status.allocatable).toMatchObject({ pods: "110", "hugepages-2Mi": "0" });
    expect(node.status.allocatable["nvidia.com/gpu"]).toBeUndefined();
  });

  it("runs containerd 2.3.3 on Ubuntu 24.04", () => {
    const { nodeInfo } = view(aWorldWithNode({ osSku: "Ubuntu2404" })).status;
    expect(nodeInfo["containerRuntimeVersion"]).toBe("containerd://2.3.3");
  });

  it("is the same when it is added again", () => {
    const world = aWorldWithNode();
    const { uid } = view(world).metadata;
    world.addNode(aNode(NODE, { vmSize: "Standard_ND96isr_H200_v5" }));
    expect(view(world).metadata).toMatchObject({
      uid,
      labels: { "node.kubernetes.io/instance-type": "Standard_ND96isr_H100_v5" },
    });
  });
});

describe("the pool of a machine", () => {
  it("replaces its own labels and taints and leaves those of others", async () => {
    const world = aWorldWithNode({
      labels: { team: "a" },
      taints: [{ key: "sku", value: "gpu", effect: "NoSchedule" }],
    });
    await world.pass(61);
    world.cluster.store.modify("v1/Node", undefined, NODE, ({ metadata }) => {
      metadata.labels = { ...metadata.labels, "example.test/others": "stay" };
    });
    act(world, () => world.provisioner.updatePool("h100", { labels: { owner: "b" }, taints: [] }));
    expect(view(world).metadata.labels).toMatchObject({ owner: "b", "example.test/others": "stay" });
    expect(view(world).metadata.labels["team"]).toBeUndefined();
    expect(view(world).spec.taints).toEqual([]);
  });
});

describe("a machine that", () => {
  it("is removed takes its node, pods and files along", async () => {
    const world = aWorldWithNode();
    world.create(aScriptPod(NODE, "true"));
    await world.until(() => phaseOf(world) === "Succeeded", "the script to end");
    const folder = dirname(world.files.rootOf(world.machines.get(NODE)));
    act(world, () => world.provisioner.removeNode(NODE));
    expect(world.get("v1/Node", undefined, NODE)).toBeUndefined();
    expect(phaseOf(world)).toBeUndefined();
    expect(existsSync(folder)).toBe(false);
  });

  it("reboots comes back with another bootID and its files, and loses scripts that ran", async () => {
    const world = aWorldWithNode();
    world.create(aScriptPod(NODE, "echo kept > $HOST_ROOT/etc/note; sleep 200"));
    await world.until(() => phaseOf(world) === "Running", "the script to run");
    await world.pass(10);
    const before = view(world);
    act(world, () => world.operations.reboot(NODE, inSeconds(world, 60)));
    expect(ready(world)?.status).toBe("False");
    await world.pass(61);
    expect(ready(world)?.status).toBe("True");
    expect(view(world).metadata.uid).toBe(before.metadata.uid);
    expect(view(world).status.nodeInfo["bootID"]).not.toBe(before.status.nodeInfo["bootID"]);
    expect(world.readNodeFile(NODE, "etc/note")).toBe("kept\n");
    expect(world.readNodeFile(NODE, "proc/sys/kernel/random/boot_id").trim()).toBe(
      view(world).status.nodeInfo["bootID"],
    );
    expect(terminationOf(world)).toMatchObject({ exitCode: 255, reason: "Unknown" });
  });

  it("is re-imaged comes back under the same name with another UID and fresh files", async () => {
    const world = aWorldWithNode();
    world.create(aScriptPod(NODE, "echo kept > $HOST_ROOT/etc/note"));
    await world.until(() => phaseOf(world) === "Succeeded", "the script to end");
    const before = view(world);
    act(world, () => world.operations.reimage(NODE, inSeconds(world, 60), "AKSUbuntu-2204gen2containerd-202612.01.0"));
    expect(view(world).metadata.uid).not.toBe(before.metadata.uid);
    expect(view(world).metadata.labels["kubernetes.azure.com/node-image-version"]).toMatch(/202612/);
    expect(phaseOf(world)).toBeUndefined();
    expect(() => world.readNodeFile(NODE, "etc/note")).toThrow(/ENOENT/);
    await world.pass(61);
    expect(ready(world)?.status).toBe("True");
  });

  it("falls silent starts no pods until it reports again", async () => {
    const world = aWorldWithNode();
    await world.pass(61);
    act(world, () => world.operations.silence(NODE, true));
    expect(ready(world)).toMatchObject({ status: "Unknown", reason: "NodeStatusUnknown" });
    world.create(aScriptPod(NODE, "true"));
    await world.pass(120);
    expect(phaseOf(world)).toBe("Pending");
    act(world, () => world.operations.silence(NODE, false));
    await world.until(() => phaseOf(world) === "Succeeded", "the script to end");
  });
});

describe("after a kill", () => {
  it("a node becomes ready in the next process, and a script that ran is run again", async () => {
    const first = aWorldWithNode();
    first.create(aScriptPod(NODE, "echo run >> $HOST_ROOT/etc/runs; sleep 5"));
    await first.pass(10);
    const second = first.reopen();
    expect(ready(second)?.status).toBe("False");
    await second.until(() => phaseOf(second) === "Succeeded", "the script to end");
    expect(ready(second)?.status).toBe("True");
    expect(second.readNodeFile(NODE, "etc/runs")).toMatch(/^(run\n)+$/);
  });

  it("a script whose process was lost in the middle runs again in the next process", async () => {
    const first = aWorldWithNode();
    first.create(
      aScriptPod(NODE, "until [ -e $HOST_ROOT/etc/go ]; do /bin/sleep 0.02; done; echo done > $TERMINATION_LOG"),
    );
    await vi.waitUntil(() => phaseOf(first) === "Running");
    first.stop();
    const second = first.reopen();
    writeFileSync(join(second.files.rootOf(second.machines.get(NODE)), "etc/go"), "");
    await second.until(() => phaseOf(second) === "Succeeded", "the script to end");
    expect(terminationOf(second)).toMatchObject({ message: "done\n" });
  });
});
