import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Controller } from "../../../../local/kubernetes/cluster.ts";
import { createObjectStore } from "../../../../local/kubernetes/store/objectStore.ts";
import { createVirtualClock } from "../../../../local/world/clock.ts";
import { openWorldStore } from "../../../../local/world/worldStore.ts";
import { aConfigMap, aDaemonSet, aJob, aNode, NAMESPACE } from "./objects.ts";
import { aCluster, STARTED_AT } from "./simulatedCluster.ts";

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lamplighter-cluster-"));
  file = join(folder, "world.sqlite");
});

afterEach(() => rmSync(folder, { recursive: true }));

test("a new process on the same file goes on: same objects, higher versions, pending events still due", async () => {
  const first = aCluster({ file });
  first.cluster.store.create(aNode("n1"));
  const job = first.cluster.store.create(aJob("run", { activeDeadlineSeconds: 60 }));
  first.close();
  const second = aCluster({ file });
  const { store } = second.cluster;
  expect(store.get("batch/v1/Job", NAMESPACE, "run")?.metadata.uid).toBe(job.metadata.uid);
  const next = store.create(aConfigMap("later"));
  expect(Number(next.metadata.resourceVersion)).toBeGreaterThan(Number(job.metadata.resourceVersion));
  await second.pass(61);
  expect(store.get("batch/v1/Job", NAMESPACE, "run")?.["status"]).toMatchObject({
    conditions: [{}, { type: "Failed" }],
  });
  second.close();
});

test("controllers catch up at start with what they were not told", async () => {
  const world = openWorldStore(file);
  const store = createObjectStore(world, createVirtualClock({ startAt: STARTED_AT }));
  store.create(aNode("n1"));
  store.create(aDaemonSet("agent"));
  world.close();
  const cluster = aCluster({ file });
  await cluster.pass(2);
  expect(cluster.cluster.store.list("v1/Pod")).toHaveLength(1);
  cluster.close();
});

test("an undone transaction leaves nothing behind: no object, no index, no change", () => {
  const world = openWorldStore(":memory:");
  const store = createObjectStore(world, createVirtualClock({ startAt: STARTED_AT }));
  store.create(aConfigMap("kept", {}, { app: "x" }));
  const version = store.latestVersion();
  const failing = () =>
    world.transaction(() => {
      store.create(aConfigMap("lost", {}, { app: "x" }));
      store.delete("v1/ConfigMap", NAMESPACE, "kept");
      throw new Error("no");
    });
  expect(failing).toThrow("no");
  expect(store.list("v1/ConfigMap", { labels: { app: "x" } }).map(({ metadata }) => metadata.name)).toEqual(["kept"]);
  expect(store.latestVersion()).toBe(version);
  store.create(aConfigMap("next"));
  const changes = store.changesAfter(version);
  expect(changes === "expired" ? changes : changes.map(({ object }) => object.metadata.name)).toEqual(["next"]);
  world.close();
});

test("a controller that never settles is stopped by name, and its write is undone", () => {
  const restless: Controller = {
    name: "restless",
    watches: [{ kind: "v1/ConfigMap", keysOf: ({ object }) => (object.metadata.name === "a" ? ["a"] : []) }],
    reconcile(_, { store }) {
      store.modify("v1/ConfigMap", NAMESPACE, "a", (draft) => {
        draft["data"] = { turn: String(Number((draft["data"] as { turn?: string }).turn ?? 0) + 1) };
      });
    },
  };
  const cluster = aCluster({ controllers: [restless] });
  expect(() => cluster.cluster.store.create(aConfigMap("a"))).toThrow('Controller "restless" does not settle on "a"');
  expect(cluster.cluster.store.get("v1/ConfigMap", NAMESPACE, "a")).toBeUndefined();
  cluster.close();
});
