import { CoreV1Api, VersionApi } from "@kubernetes/client-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { containing, present } from "./expectations.ts";
import { aConfigMap, aNode, aPod, NAMESPACE } from "./objects.ts";
import { aCluster, bodyOf, type ConnectedCluster, connect, type SimulatedCluster } from "./simulatedCluster.ts";

let cluster: SimulatedCluster;
let client: ConnectedCluster;
let core: CoreV1Api;

beforeAll(async () => {
  cluster = aCluster();
  client = await connect(cluster.handle);
  core = client.api(CoreV1Api);
  for (const [name, pool] of [
    ["a1", "a"],
    ["a2", "a"],
    ["b1", "b"],
    ["c1", "c"],
  ] as const) {
    cluster.cluster.store.create(aNode(name, { "kubernetes.azure.com/agentpool": pool }));
  }
});

afterAll(async () => {
  await client.close();
  cluster.close();
});

const names = (list: { items: { metadata?: { name?: string } }[] }) => list.items.map(({ metadata }) => metadata?.name);

test("a label selector with a set of values chooses the nodes of these pools", async () => {
  const list = await core.listNode({ labelSelector: "kubernetes.azure.com/agentpool in (a,b)" });
  expect(names(list)).toEqual(["a1", "a2", "b1"]);
});

test.each([
  ["kubernetes.azure.com/agentpool=a", ["a1", "a2"]],
  ["kubernetes.azure.com/agentpool!=a", ["b1", "c1"]],
  ["kubernetes.azure.com/agentpool notin (a,c)", ["b1"]],
  ["kubernetes.azure.com/agentpool,kubernetes.azure.com/agentpool!=b", ["a1", "a2", "c1"]],
  ["!kubernetes.azure.com/agentpool", []],
])("the label selector %s chooses %j", async (labelSelector, expected) => {
  expect(names(await core.listNode({ labelSelector }))).toEqual(expected);
});

test("pages of a list show the moment of the first page, whatever happens between them", async () => {
  const first = await core.listNode({ limit: 3 });
  cluster.cluster.store.create(aNode("a0"));
  cluster.cluster.store.create(aNode("d1"));
  cluster.cluster.store.delete("v1/Node", undefined, "c1");
  const { _continue: token } = present(first.metadata);
  const second = await core.listNode({ limit: 3, _continue: present(token) });
  expect([...names(first), ...names(second)]).toEqual(["a1", "a2", "b1", "c1"]);
  expect(first.metadata?.remainingItemCount).toBe(1);
  expect(second.metadata).not.toHaveProperty("_continue", containing(""));
  expect(second.metadata?.resourceVersion).toBe(first.metadata?.resourceVersion);
});

test("pods are chosen by their node and by their phase", async () => {
  cluster.cluster.store.create(aPod("one", { nodeName: "a1" }));
  cluster.cluster.store.create({ ...aPod("two", { nodeName: "a2" }), status: { phase: "Running" } });
  expect(names(await core.listPodForAllNamespaces({ fieldSelector: "spec.nodeName=a1" }))).toEqual(["one"]);
  expect(names(await core.listNamespacedPod({ namespace: NAMESPACE, fieldSelector: "status.phase=Running" }))).toEqual([
    "two",
  ]);
  expect(names(await core.listNamespacedPod({ namespace: "kube-system" }))).toEqual([]);
});

test("a field that cannot be selected is named in the refusal", async () => {
  await expect(core.listNode({ fieldSelector: "spec.podCIDR=1" })).rejects.toMatchObject({
    code: 400,
    body: containing("field label not supported: spec.podCIDR"),
  });
});

test("items of a list carry no kind, a single object does", async () => {
  cluster.cluster.store.create(aConfigMap("settings", { a: "1" }));
  const list = bodyOf(await cluster.send("GET", `/api/v1/namespaces/${NAMESPACE}/configmaps`));
  const one = bodyOf(await cluster.send("GET", `/api/v1/namespaces/${NAMESPACE}/configmaps/settings`));
  expect((list["items"] as object[])[0]).not.toHaveProperty("kind");
  expect(list["kind"]).toBe("ConfigMapList");
  expect(one).toMatchObject({ kind: "ConfigMap", apiVersion: "v1", data: { a: "1" } });
});

test("an absent object is a Status with its resource and name", async () => {
  const response = await cluster.send("GET", "/apis/apps/v1/namespaces/default/daemonsets/nothing");
  expect(response.status).toBe(404);
  expect(bodyOf(response)).toEqual({
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message: 'daemonsets.apps "nothing" not found',
    reason: "NotFound",
    details: { name: "nothing", group: "apps", kind: "daemonsets" },
    code: 404,
  });
});

test.each([
  "/api/v1/gadgets",
  "/apis/nothing.example/v1",
  "/apis/apps/v1/namespaces/default/daemonsets/x/scale",
  "/api/v1/namespaces/default/nodes/a1",
  "/metrics",
])("an unknown route is named: %s", async (path) => {
  const response = await cluster.send("GET", path);
  expect(response.status).toBe(404);
  expect(bodyOf(response)["message"]).toContain(path);
});

test("discovery lists kinds with their verbs and subresources", async () => {
  const list = bodyOf(await cluster.send("GET", "/api/v1"))["resources"] as { name: string; verbs: string[] }[];
  expect(list.find(({ name }) => name === "pods")).toMatchObject({ kind: "Pod", namespaced: true, shortNames: ["po"] });
  expect(list.find(({ name }) => name === "pods/eviction")).toMatchObject({ kind: "Eviction", verbs: ["create"] });
  const groups = bodyOf(await cluster.send("GET", "/apis"))["groups"] as { name: string }[];
  expect(groups.map(({ name }) => name)).toContain("apps");
});

test("the version is the cluster's", async () => {
  expect((await client.api(VersionApi).getCode()).gitVersion).toBe("v1.34.2");
});

test("a token that nobody holds is unauthorized", async () => {
  const response = await cluster.send("GET", "/api/v1/nodes", undefined, { authorization: "Bearer stolen" });
  expect(response.status).toBe(401);
  expect(bodyOf(response)).toMatchObject({ kind: "Status", reason: "Unauthorized" });
});

interface Table {
  kind: string;
  columnDefinitions: { name: string; priority: number }[];
  rows: { cells: unknown[]; object: object }[];
}

test("kubectl's table form shows what matters of a kind", async () => {
  const accept = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
  cluster.cluster.store.modify("v1/Node", undefined, "b1", (draft) => {
    draft["spec"] = { unschedulable: true };
  });
  const table = bodyOf(await cluster.send("GET", "/api/v1/nodes/b1", undefined, { accept })) as unknown as Table;
  expect(table.kind).toBe("Table");
  const narrow = table.columnDefinitions.filter(({ priority }) => priority === 0);
  expect(narrow.map(({ name }) => name)).toEqual(["Name", "Status", "Roles", "Age", "Version"]);
  expect(table.rows[0]?.cells.slice(0, 4)).toEqual(["b1", "Ready,SchedulingDisabled", "<none>", "0s"]);
  expect(table.rows[0]?.object).toMatchObject({ kind: "PartialObjectMetadata" });
});
