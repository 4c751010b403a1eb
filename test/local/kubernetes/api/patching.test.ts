import { afterEach, beforeEach, expect, test } from "vitest";
import { aConfigMap, aDaemonSet, aNode, NAMESPACE } from "./objects.ts";
import { aCluster, bodyOf, type SimulatedCluster } from "./simulatedCluster.ts";

let cluster: SimulatedCluster;

beforeEach(() => {
  cluster = aCluster();
});

afterEach(() => cluster.close());

const patch = (path: string, body: unknown, type: string) =>
  cluster.send("PATCH", path, body, { "content-type": `application/${type}+json` });

test("a merge patch cordons a node and keeps its other labels", async () => {
  cluster.cluster.store.create(aNode("n1", { pool: "a" }));
  const change = { spec: { unschedulable: true }, metadata: { labels: { state: "patching" } } };
  const node = bodyOf(await patch("/api/v1/nodes/n1", change, "merge-patch"));
  expect(node).toMatchObject({ spec: { unschedulable: true }, metadata: { labels: { pool: "a", state: "patching" } } });
  await patch("/api/v1/nodes/n1", { spec: { unschedulable: null } }, "merge-patch");
  expect(cluster.cluster.store.get("v1/Node", undefined, "n1")?.["spec"]).toEqual({});
});

test("a merge patch with a stale resourceVersion is a conflict", async () => {
  cluster.cluster.store.create(aNode("n1"));
  const response = await patch(
    "/api/v1/nodes/n1",
    { metadata: { resourceVersion: "1", labels: { a: "b" } } },
    "merge-patch",
  );
  expect(bodyOf(response)).toMatchObject({ code: 409, reason: "Conflict" });
});

test("a strategic merge patch changes one container and removes another by name", async () => {
  const path = `/apis/apps/v1/namespaces/${NAMESPACE}/daemonsets/agent`;
  const body = aDaemonSet("agent", {
    containers: [
      { name: "a", image: "a:1" },
      { name: "b", image: "b:1" },
    ],
  });
  cluster.cluster.store.create(body);
  const containers = [
    { name: "a", image: "a:2" },
    { name: "b", $patch: "delete" },
  ];
  const patched = bodyOf(await patch(path, { spec: { template: { spec: { containers } } } }, "strategic-merge-patch"));
  expect(patched).toMatchObject({ spec: { template: { spec: { containers: [{ name: "a", image: "a:2" }] } } } });
});

test("a JSON patch does all of its operations or none", async () => {
  const path = `/api/v1/namespaces/${NAMESPACE}/configmaps/settings`;
  cluster.cluster.store.create(aConfigMap("settings", { a: "1", "x/y": "2" }));
  const good = [
    { op: "test", path: "/data/a", value: "1" },
    { op: "add", path: "/data/b", value: "3" },
    { op: "remove", path: "/data/x~1y" },
  ];
  expect(bodyOf(await patch(path, good, "json-patch"))["data"]).toEqual({ a: "1", b: "3" });
  const bad = [
    { op: "replace", path: "/data/a", value: "9" },
    { op: "test", path: "/data/b", value: "other" },
  ];
  expect((await patch(path, bad, "json-patch")).status).toBe(422);
  expect(cluster.cluster.store.get("v1/ConfigMap", NAMESPACE, "settings")?.["data"]).toEqual({ a: "1", b: "3" });
});

test("another kind of patch is refused with the kinds there are", async () => {
  cluster.cluster.store.create(aNode("n1"));
  const response = await patch("/api/v1/nodes/n1", {}, "diff");
  expect(response.status).toBe(415);
  expect(bodyOf(response)["message"]).toContain("application/merge-patch+json");
});
