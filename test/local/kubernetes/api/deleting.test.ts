import { BatchV1Api, CoreV1Api } from "@kubernetes/client-node";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { KubeObject } from "../../../../local/kubernetes/cluster.ts";
import { aConfigMap, aJob, aNode, aPod, NAMESPACE } from "./objects.ts";
import { createSimpleKubelet } from "./simpleKubelet.ts";
import { aCluster, bodyOf, type ConnectedCluster, connect, type SimulatedCluster } from "./simulatedCluster.ts";

let cluster: SimulatedCluster;
let client: ConnectedCluster;

beforeEach(async () => {
  cluster = aCluster();
  client = await connect(cluster.handle);
});

afterEach(async () => {
  await client.close();
  cluster.close();
});

const exists = (kind: string, name: string) => cluster.cluster.store.get(kind, NAMESPACE, name) !== undefined;

function ownedBy(owner: KubeObject, blockOwnerDeletion = false) {
  const { apiVersion, kind, metadata } = owner;
  return { ownerReferences: [{ apiVersion, kind, name: metadata.name, uid: metadata.uid, blockOwnerDeletion }] };
}

function createChain(): void {
  const { store } = cluster.cluster;
  const top = store.create(aConfigMap("top"));
  const middle = store.create({
    ...aConfigMap("middle"),
    metadata: { name: "middle", namespace: NAMESPACE, ...ownedBy(top, true) },
  });
  store.create({
    ...aConfigMap("bottom"),
    metadata: { name: "bottom", namespace: NAMESPACE, ...ownedBy(middle, true) },
  });
}

const chain = () => ["top", "middle", "bottom"].filter((name) => exists("v1/ConfigMap", name));

test.each(["Background", "Foreground"])(
  "%s deletion of an owner takes its dependents along",
  async (propagationPolicy) => {
    createChain();
    await client.api(CoreV1Api).deleteNamespacedConfigMap({ name: "top", namespace: NAMESPACE, propagationPolicy });
    expect(chain()).toEqual([]);
  },
);

test("orphaned dependents stay and forget their owner", async () => {
  createChain();
  await client
    .api(CoreV1Api)
    .deleteNamespacedConfigMap({ name: "top", namespace: NAMESPACE, body: { propagationPolicy: "Orphan" } });
  expect(chain()).toEqual(["middle", "bottom"]);
  expect(cluster.cluster.store.get("v1/ConfigMap", NAMESPACE, "middle")?.metadata.ownerReferences).toBeUndefined();
});

test("in foreground deletion the owner waits for a dependent that has a finalizer", async () => {
  createChain();
  const { store } = cluster.cluster;
  store.modify("v1/ConfigMap", NAMESPACE, "bottom", ({ metadata }) => {
    metadata.finalizers = ["example/keep"];
  });
  await client
    .api(CoreV1Api)
    .deleteNamespacedConfigMap({ name: "top", namespace: NAMESPACE, propagationPolicy: "Foreground" });
  expect(chain()).toEqual(["top", "middle", "bottom"]);
  store.modify("v1/ConfigMap", NAMESPACE, "bottom", ({ metadata }) => {
    metadata.finalizers = metadata.finalizers?.filter((name) => name !== "example/keep") ?? [];
  });
  expect(chain()).toEqual([]);
});

test("a dependent whose owner never existed is collected", () => {
  const owner = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "ghost", uid: "0" } } as KubeObject;
  cluster.cluster.store.create({
    ...aConfigMap("orphan"),
    metadata: { name: "orphan", namespace: NAMESPACE, ...ownedBy(owner) },
  });
  expect(exists("v1/ConfigMap", "orphan")).toBe(false);
});

test("a pod on a node stays until its kubelet has stopped it", async () => {
  const core = client.api(CoreV1Api);
  cluster.cluster.store.create(aNode("n1"));
  cluster.cluster.store.create(aPod("p", { nodeName: "n1", terminationGracePeriodSeconds: 20 }));
  await core.deleteNamespacedPod({ name: "p", namespace: NAMESPACE });
  const { metadata } = await core.readNamespacedPod({ name: "p", namespace: NAMESPACE });
  expect(metadata?.deletionGracePeriodSeconds).toBe(20);
  expect(metadata?.deletionTimestamp).toEqual(new Date("2026-11-02T08:00:20Z"));
  cluster.cluster.store.delete("v1/Pod", NAMESPACE, "p", { gracePeriodSeconds: 0 });
  expect(exists("v1/Pod", "p")).toBe(false);
});

test.each([
  ["was never scheduled", {}, {}],
  ["has finished", { nodeName: "n1" }, { phase: "Failed" }],
])("a pod that %s goes at once", async (_, spec, status) => {
  cluster.cluster.store.create({ ...aPod("p", spec), ...(Object.keys(status).length > 0 ? { status } : {}) });
  await client.api(CoreV1Api).deleteNamespacedPod({ name: "p", namespace: NAMESPACE });
  expect(exists("v1/Pod", "p")).toBe(false);
});

test("force deletion removes a pod without its kubelet", async () => {
  cluster.cluster.store.create(aPod("p", { nodeName: "n1" }));
  await client.api(CoreV1Api).deleteNamespacedPod({ name: "p", namespace: NAMESPACE, gracePeriodSeconds: 0 });
  expect(exists("v1/Pod", "p")).toBe(false);
});

test("a collection is deleted by its label", async () => {
  for (const name of ["a", "b"]) cluster.cluster.store.create(aPod(name, {}, { run: "1" }));
  cluster.cluster.store.create(aPod("c", {}, { run: "2" }));
  await client.api(CoreV1Api).deleteCollectionNamespacedPod({ namespace: NAMESPACE, labelSelector: "run=1" });
  expect(cluster.cluster.store.list("v1/Pod").map(({ metadata }) => metadata.name)).toEqual(["c"]);
});

test("a delete whose precondition names another uid is a conflict", async () => {
  cluster.cluster.store.create(aConfigMap("a"));
  const response = await cluster.send("DELETE", `/api/v1/namespaces/${NAMESPACE}/configmaps/a`, {
    preconditions: { uid: "other" },
  });
  expect(bodyOf(response)).toMatchObject({ code: 409, reason: "Conflict" });
  expect(exists("v1/ConfigMap", "a")).toBe(true);
});

test("a Job deleted without a policy leaves its pods behind, as the real API does", async () => {
  const batch = client.api(BatchV1Api);
  const pods = () => cluster.cluster.store.list("v1/Pod").length;
  await batch.createNamespacedJob({ namespace: NAMESPACE, body: aJob("kept") });
  await batch.deleteNamespacedJob({ name: "kept", namespace: NAMESPACE });
  expect(pods()).toBe(1);
  await batch.createNamespacedJob({ namespace: NAMESPACE, body: aJob("gone") });
  await batch.deleteNamespacedJob({ name: "gone", namespace: NAMESPACE, propagationPolicy: "Background" });
  expect(pods()).toBe(1);
});

test("a namespace takes its content along, and waits for its pods to stop", async () => {
  const own = aCluster({ controllers: [createSimpleKubelet()] });
  const { store } = own.cluster;
  store.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "work" } });
  expect(store.get("v1/ServiceAccount", "work", "default")).toBeDefined();
  store.create({
    ...aPod("p", { nodeName: "n1" }),
    metadata: { name: "p", namespace: "work", finalizers: ["example/keep"] },
  });
  await own.send("DELETE", "/api/v1/namespaces/work");
  expect(store.get("v1/Namespace", undefined, "work")?.["status"]).toMatchObject({ phase: "Terminating" });
  const refused = await own.send("POST", "/api/v1/namespaces/work/configmaps", { metadata: { name: "late" } });
  expect(bodyOf(refused)).toMatchObject({ code: 403, details: { causes: [{ reason: "NamespaceTerminating" }] } });
  store.modify("v1/Pod", "work", "p", ({ metadata }) => {
    metadata.finalizers = [];
  });
  expect(store.get("v1/Namespace", undefined, "work")).toBeUndefined();
  expect(store.list("v1/ConfigMap", { namespace: "work" })).toEqual([]);
  own.close();
});

test("a node that is gone takes its pods along", () => {
  const { store } = cluster.cluster;
  store.create(aNode("n1"));
  store.create(aPod("p", { nodeName: "n1" }));
  store.delete("v1/Node", undefined, "n1");
  expect(exists("v1/Pod", "p")).toBe(false);
});
