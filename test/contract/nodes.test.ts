/** Nodes: what they say of themselves, and what a cordon and taints do to pods. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { meanwhile } from "./support/eventually.ts";
import { cordonMark } from "./support/names.ts";
import { releaseNodes, takeNodes } from "./support/nodeChanges.ts";
import { aUsableNode } from "./support/nodes.ts";
import { isOver, isRunning, RUNS_LONG, SUCCEEDS, shellPod } from "./support/pods.ts";
import { ok } from "./support/resource.ts";
import { settings } from "./support/settings.ts";
import { type Node, type Pod, topic } from "./support/topic.ts";
import { tolerationsOf } from "./support/usableNode.ts";

const here = topic("nodes");
const { nodes, pods } = here;

let node: Node;

beforeAll(async () => {
  await takeNodes(here);
  node = await aUsableNode(here);
});

afterAll(() => releaseNodes(here));

test("a node says what it is, what it has and how it is", () => {
  expect(node.metadata.labels).toMatchObject({ "kubernetes.io/os": "linux" });
  expect(node.metadata.labels?.["kubernetes.io/hostname"]).toMatch(/./);
  const { nodeInfo, capacity, allocatable, conditions, addresses } = node.status ?? {};
  expect(nodeInfo).toMatchObject({
    operatingSystem: "linux",
    kubeletVersion: expect.stringMatching(/^v1\./) as unknown,
    containerRuntimeVersion: expect.stringMatching(/^\w[\w-]*:\/\//) as unknown,
    bootID: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
    machineID: expect.stringMatching(/./) as unknown,
    systemUUID: expect.stringMatching(/./) as unknown,
    kernelVersion: expect.stringMatching(/./) as unknown,
    osImage: expect.stringMatching(/./) as unknown,
  });
  for (const resource of ["cpu", "memory", "pods"]) {
    expect(capacity?.[resource]).toMatch(/^\d+(\w+)?$/);
    expect(allocatable?.[resource]).toMatch(/^\d+(\w+)?$/);
  }
  const types = ["MemoryPressure", "DiskPressure", "PIDPressure", "Ready"];
  expect(conditions?.map(({ type }) => type)).toEqual(expect.arrayContaining(types));
  expect(addresses?.map(({ type }) => type)).toEqual(expect.arrayContaining(["InternalIP", "Hostname"]));
});

test("a node holds a lease", async () => {
  const leases = here.clusterWide("coordination.k8s.io/v1", "namespaces/kube-node-lease/leases");
  const { metadata } = node;
  const lease = await ok(leases.get(metadata.name));
  expect(lease.spec).toMatchObject({ holderIdentity: metadata.name, leaseDurationSeconds: 40 });
  expect(lease.metadata.ownerReferences).toMatchObject([{ kind: "Node", name: metadata.name, uid: metadata.uid }]);
});

test("nodes are selected by labels and names", async () => {
  const hostname = node.metadata.labels?.["kubernetes.io/hostname"];
  const byLabel = await ok(nodes.list({ labelSelector: `kubernetes.io/hostname in (${hostname},none)` }));
  const byName = await ok(nodes.list({ fieldSelector: `metadata.name=${node.metadata.name}` }));
  expect(byLabel.items.map(({ metadata }) => metadata.name)).toEqual([node.metadata.name]);
  expect(byName.items).toHaveLength(1);
});

const CHANGES = "it changes a node: needs --allow-node-changes";

/** On the node that the test has cordoned or tainted, and nowhere else. */
function podHere(name: string, script: string, spec: object = {}) {
  const nodeSelector = { "kubernetes.io/hostname": node.metadata.labels?.["kubernetes.io/hostname"] ?? "" };
  return shellPod(name, script, { spec: { nodeSelector, tolerations: tolerationsOf(node), ...spec } });
}

function isRefused(reason: string) {
  return ({ status }: Pod) =>
    (status?.conditions ?? []).some(({ type, message = "" }) => type === "PodScheduled" && message.includes(reason));
}

async function endOf(name: string): Promise<string | undefined> {
  return (await pods.until(name, "is over", isOver)).status?.phase;
}

describe("a cordoned node", () => {
  beforeAll(async () => {
    if (!settings().allowNodeChanges) return;
    await ok(pods.create(podHere("resident", RUNS_LONG)));
    await pods.until("resident", "is running", isRunning);
    const annotations = { [cordonMark(settings().suffix)]: "" };
    await ok(nodes.patch(node.metadata.name, "merge", { metadata: { annotations }, spec: { unschedulable: true } }));
  });

  afterAll(async () => {
    if (!settings().allowNodeChanges) return;
    const annotations = { [cordonMark(settings().suffix)]: null };
    await ok(nodes.patch(node.metadata.name, "merge", { metadata: { annotations }, spec: { unschedulable: null } }));
  });

  test("is tainted as unschedulable, and selected by that", async (context) => {
    context.skip(!settings().allowNodeChanges, CHANGES);
    const cordoned = await nodes.until(node.metadata.name, "is tainted", ({ spec }) =>
      (spec?.taints ?? []).some(({ key }) => key === "node.kubernetes.io/unschedulable"),
    );
    expect(cordoned.spec?.taints).toContainEqual(
      expect.objectContaining({ key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" }),
    );
    const { items } = await ok(nodes.list({ fieldSelector: "spec.unschedulable=true" }));
    expect(items.map(({ metadata }) => metadata.name)).toContain(node.metadata.name);
  });

  test("keeps what runs", async (context) => {
    context.skip(!settings().allowNodeChanges, CHANGES);
    await meanwhile(3);
    expect(isRunning(await ok(pods.get("resident")))).toBe(true);
  });

  test("takes no new pod from the scheduler, but a pinned or tolerating one", async (context) => {
    context.skip(!settings().allowNodeChanges, CHANGES);
    await ok(pods.create(podHere("newcomer", SUCCEEDS)));
    await pods.until("newcomer", "is refused", isRefused("node(s) were unschedulable"));
    await ok(pods.create(podHere("pinned", SUCCEEDS, { nodeName: node.metadata.name })));
    expect(await endOf("pinned")).toBe("Succeeded");
    const cordon = { key: "node.kubernetes.io/unschedulable", operator: "Exists", effect: "NoSchedule" };
    const tolerations = [...tolerationsOf(node), cordon];
    await ok(pods.create(podHere("tolerating", SUCCEEDS, { tolerations })));
    expect(await endOf("tolerating")).toBe("Succeeded");
  });

  test("takes what waited once it is uncordoned", async (context) => {
    context.skip(!settings().allowNodeChanges, CHANGES);
    await ok(nodes.patch(node.metadata.name, "merge", { spec: { unschedulable: null } }));
    expect(await endOf("newcomer")).toBe("Succeeded");
    const { spec } = await nodes.until(node.metadata.name, "has lost its taint", ({ spec: each }) =>
      (each?.taints ?? []).every(({ key }) => key !== "node.kubernetes.io/unschedulable"),
    );
    expect(spec?.unschedulable).toBeUndefined();
  });
});

describe("a taint", () => {
  const key = `contract.lamplighter.dev/nodes-${settings().suffix}`;

  async function taint(effect: string | undefined): Promise<void> {
    const { spec } = await ok(nodes.get(node.metadata.name));
    const others = (spec?.taints ?? []).filter((each) => each.key !== key);
    const taints = effect === undefined ? others : [...others, { key, value: "yes", effect }];
    await ok(nodes.patch(node.metadata.name, "merge", { spec: { taints } }));
  }

  afterAll(async () => {
    if (settings().allowNodeChanges) await taint(undefined);
  });

  test("NoSchedule keeps new pods away unless they tolerate it", async (context) => {
    context.skip(!settings().allowNodeChanges, CHANGES);
    await taint("NoSchedule");
    await ok(pods.create(podHere("kept-away", SUCCEEDS)));
    await pods.until("kept-away", "is refused", isRefused("node(s) had untolerated taint"));
    const tolerations = [...tolerationsOf(node), { key, operator: "Equal", value: "yes", effect: "NoSchedule" }];
    await ok(pods.create(podHere("let-in", SUCCEEDS, { tolerations })));
    expect(await endOf("let-in")).toBe("Succeeded");
    await taint(undefined);
    expect(await endOf("kept-away")).toBe("Succeeded");
  });

  test("PreferNoSchedule keeps nobody away for good", async (context) => {
    context.skip(!settings().allowNodeChanges, CHANGES);
    await taint("PreferNoSchedule");
    await ok(pods.create(podHere("not-preferred", SUCCEEDS)));
    expect(await endOf("not-preferred")).toBe("Succeeded");
  });

  test("NoExecute evicts what does not tolerate it", async (context) => {
    context.skip(!settings().simulated, "it would evict other people's pods: in the simulated cluster only");
    await taint(undefined);
    await ok(pods.create(podHere("evictee", RUNS_LONG)));
    const tolerations = [...tolerationsOf(node), { key, operator: "Exists", effect: "NoExecute" }];
    await ok(pods.create(podHere("stayer", RUNS_LONG, { tolerations })));
    await pods.until("evictee", "is running", isRunning);
    await pods.until("stayer", "is running", isRunning);
    await taint("NoExecute");
    expect(await pods.gone("evictee")).toBe("gone");
    expect(isRunning(await ok(pods.get("stayer")))).toBe(true);
  });
});

test("labels and annotations of a node change in one patch, and go in another", async (context) => {
  context.skip(!settings().allowNodeChanges, CHANGES);
  const key = `contract.lamplighter.dev/${settings().suffix}`;
  const metadata = { labels: { [key]: "yes" }, annotations: { [key]: "why" } };
  const patched = await ok(nodes.patch(node.metadata.name, "merge", { metadata }));
  expect(patched.metadata).toMatchObject(metadata);
  const undone = { labels: { [key]: null }, annotations: { [key]: null } };
  const restored = await ok(nodes.patch(node.metadata.name, "merge", { metadata: undone }));
  expect(restored.metadata.labels).not.toHaveProperty(key);
});
