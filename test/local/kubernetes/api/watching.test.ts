import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Watch } from "@kubernetes/client-node";
import { afterEach, beforeEach, expect, test } from "vitest";
import { present } from "./expectations.ts";
import { aConfigMap, NAMESPACE } from "./objects.ts";
import { aCluster, type ConnectedCluster, connect, type SimulatedCluster, STARTED_AT } from "./simulatedCluster.ts";

const PATH = `/api/v1/namespaces/${NAMESPACE}/configmaps`;
/** The one that every namespace has. */
const BUT_ROOT_CERTIFICATES = "metadata.name!=kube-root-ca.crt";

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

interface Seen {
  type: string;
  name: string;
  code?: number;
}

/** Watches until `count` events have come, or the stream ends. `act` runs when the stream is open. */
async function watch(query: Record<string, string>, count: number, act: () => void = () => {}): Promise<Seen[]> {
  const seen: Seen[] = [];
  const over = Promise.withResolvers<void>();
  const onEvent = (type: string, { metadata, code }: { metadata?: { name?: string }; code?: number }) => {
    seen.push({ type, name: metadata?.name ?? "", ...(code === undefined ? {} : { code }) });
    if (seen.length === count) over.resolve();
  };
  const parameters = { fieldSelector: BUT_ROOT_CERTIFICATES, ...query };
  const stream = await new Watch(client.config).watch(PATH, parameters, onEvent, () => over.resolve());
  act();
  await over.promise;
  stream.abort();
  return seen;
}

const summary = (events: Seen[]) => events.map(({ type, name }) => `${type} ${name}`);

test("a watch without a version begins with what exists and goes on with changes", async () => {
  const { store } = cluster.cluster;
  store.create(aConfigMap("old"));
  const events = await watch({}, 4, () => {
    store.create(aConfigMap("new"));
    store.update({ ...present(store.get("v1/ConfigMap", NAMESPACE, "new")), data: { a: "1" } });
    store.delete("v1/ConfigMap", NAMESPACE, "old");
  });
  expect(summary(events)).toEqual(["ADDED old", "ADDED new", "MODIFIED new", "DELETED old"]);
});

test("a watch from a list's version tells only what came after the list", async () => {
  const { store } = cluster.cluster;
  const { resourceVersion } = store.create(aConfigMap("one")).metadata;
  store.create(aConfigMap("two"));
  expect(summary(await watch({ resourceVersion }, 1))).toEqual(["ADDED two"]);
});

test("for a watch with a selector, an object that stops matching is deleted", async () => {
  const { store } = cluster.cluster;
  store.create(aConfigMap("one", {}, { app: "x" }));
  const events = await watch({ labelSelector: "app=x" }, 3, () => {
    const relabel = (labels: Record<string, string>) =>
      store.modify("v1/ConfigMap", NAMESPACE, "one", (draft) => {
        draft.metadata.labels = labels;
      });
    relabel({ app: "y" });
    relabel({ app: "x" });
  });
  expect(summary(events)).toEqual(["ADDED one", "DELETED one", "ADDED one"]);
});

test("a watch from before a restart of the server gets a 410 error event", async () => {
  const folder = mkdtempSync(join(tmpdir(), "lamplighter-watch-"));
  const file = join(folder, "world.sqlite");
  aCluster({ file }).close();
  const restarted = aCluster({ file });
  await client.close();
  client = await connect(restarted.handle);
  expect(await watch({ resourceVersion: "1" }, 1)).toEqual([{ type: "ERROR", name: "", code: 410 }]);
  restarted.close();
  rmSync(folder, { recursive: true });
});

test("a watch ends after its timeout, with a bookmark when the client takes them", async () => {
  const events = await watch({ timeoutSeconds: "30", allowWatchBookmarks: "true" }, 2);
  expect(summary(events)).toEqual(["BOOKMARK "]);
  expect(cluster.clock.now()).toBe(STARTED_AT + 30_000);
});
