/** Watches: from which moment on, what they select, how they end. */
import { Watch as ClientWatch } from "@kubernetes/client-node";
import { describe, expect, test } from "vitest";
import { type Json, ok } from "./support/resource.ts";
import { settings } from "./support/settings.ts";
import { topic } from "./support/topic.ts";
import type { WatchEvent } from "./support/watch.ts";

const { configMaps, wire } = topic("watches");

const labelled = (group: string) => ({ labelSelector: `group=${group}` });

async function create(name: string, group: string, data: Record<string, string> = {}): Promise<Json> {
  return ok(configMaps.create({ metadata: { name, labels: { group } }, data }));
}

async function versionOf(group: string): Promise<string> {
  return (await ok(configMaps.list(labelled(group)))).metadata.resourceVersion ?? "";
}

const named = ({ type, object }: WatchEvent<Json>) => `${type} ${object.metadata.name}`;

describe("a watch from a list's resourceVersion", () => {
  test("tells every later change in order, and nothing earlier", async () => {
    await create("before", "order");
    const watch = await configMaps.watch({ ...labelled("order"), resourceVersion: await versionOf("order") });
    await create("after", "order");
    await ok(configMaps.patch("after", "merge", { data: { a: "1" } }));
    await ok(configMaps.delete("after"));
    await ok(configMaps.delete("before"));
    const events = await watch.collect(({ type, object }) => type === "DELETED" && object.metadata.name === "before");
    watch.close();
    expect(events.map(named)).toEqual(["ADDED after", "MODIFIED after", "DELETED after", "DELETED before"]);
    expect(events[1]?.object).toMatchObject({ apiVersion: "v1", kind: "ConfigMap", data: { a: "1" } });
    const versions = events.map(({ object }) => Number(object.metadata.resourceVersion));
    expect(versions).toEqual(versions.toSorted((left, right) => left - right));
  });

  test("catches up on changes from before it began", async () => {
    const resourceVersion = await versionOf("late");
    await create("missed", "late");
    await ok(configMaps.delete("missed"));
    const watch = await configMaps.watch({ ...labelled("late"), resourceVersion });
    const events = await watch.collect(({ type }) => type === "DELETED");
    watch.close();
    expect(events.map(named)).toEqual(["ADDED missed", "DELETED missed"]);
  });

  test("of a deletion carries the last state", async () => {
    const { metadata } = await create("last", "last", { final: "yes" });
    const watch = await configMaps.watch({ ...labelled("last"), resourceVersion: metadata.resourceVersion });
    await ok(configMaps.delete("last"));
    const event = await watch.next();
    watch.close();
    expect(event).toMatchObject({
      type: "DELETED",
      object: { data: { final: "yes" }, metadata: { uid: metadata.uid } },
    });
    expect(Number(event?.object.metadata.resourceVersion)).toBeGreaterThan(Number(metadata.resourceVersion));
  });
});

describe("a selecting watch", () => {
  test("sees an object enter and leave its label selector", async () => {
    await create("mover", "outside");
    const watch = await configMaps.watch({ ...labelled("inside"), resourceVersion: await versionOf("inside") });
    await ok(configMaps.patch("mover", "merge", { metadata: { labels: { group: "inside" } } }));
    await ok(configMaps.patch("mover", "merge", { data: { a: "1" } }));
    await ok(configMaps.patch("mover", "merge", { metadata: { labels: { group: "outside" } } }));
    const events = await watch.collect(({ type }) => type === "DELETED");
    watch.close();
    expect(events.map(named)).toEqual(["ADDED mover", "MODIFIED mover", "DELETED mover"]);
  });

  test("sees one object by its name", async () => {
    await create("one", "single");
    const resourceVersion = await versionOf("single");
    const watch = await configMaps.watch({ fieldSelector: "metadata.name=one", resourceVersion });
    await create("two", "single");
    await ok(configMaps.patch("one", "merge", { data: { a: "1" } }));
    expect(named((await watch.next()) as WatchEvent<Json>)).toBe("MODIFIED one");
    watch.close();
  });
});

test("a watch without a resourceVersion begins with what is there", async () => {
  await create("present", "synthetic");
  const watch = await configMaps.watch(labelled("synthetic"));
  expect(named((await watch.next()) as WatchEvent<Json>)).toBe("ADDED present");
  await ok(configMaps.delete("present"));
  expect(named((await watch.next()) as WatchEvent<Json>)).toBe("DELETED present");
  watch.close();
});

test("a watch ends in order when its time is over", async () => {
  const watch = await configMaps.watch({ ...labelled("short"), timeoutSeconds: 2 });
  expect(await watch.next()).toBeUndefined();
});

test("a watch that asks for bookmarks gets one before it ends", async () => {
  const made = await create("marked", "bookmarks");
  const resourceVersion = await versionOf("bookmarks");
  const query = { ...labelled("bookmarks"), resourceVersion, allowWatchBookmarks: true, timeoutSeconds: 8 };
  const watch = await configMaps.watch(query);
  const event = await watch.next();
  expect(event).toMatchObject({ type: "BOOKMARK", object: { kind: "ConfigMap" } });
  expect(Number(event?.object.metadata.resourceVersion)).toBeGreaterThanOrEqual(Number(made.metadata.resourceVersion));
  expect(event?.object).not.toHaveProperty("data");
  watch.close();
});

test("a long watch gets bookmarks on its way too", async () => {
  const resourceVersion = await versionOf("long");
  const watch = await configMaps.watch({
    ...labelled("long"),
    resourceVersion,
    allowWatchBookmarks: true,
    timeoutSeconds: 110,
  });
  const types = [(await watch.next())?.type, (await watch.next())?.type];
  watch.close();
  expect(types).toEqual(["BOOKMARK", "BOOKMARK"]);
});

test("a watch that asks for initial events gets them, then a bookmark that says they are over", async (context) => {
  await create("initial", "streamed");
  const watch = await configMaps.watch({
    ...labelled("streamed"),
    sendInitialEvents: true,
    allowWatchBookmarks: true,
    resourceVersionMatch: "NotOlderThan",
  });
  context.skip(watch.status >= 400, "this API server does not stream lists (WatchList is off)");
  const events = await watch.collect(({ type }) => type === "BOOKMARK");
  watch.close();
  expect(events.map(({ type }) => type)).toEqual(["ADDED", "BOOKMARK"]);
  expect(events[1]?.object.metadata.annotations).toMatchObject({ "k8s.io/initial-events-end": "true" });
});

test("a watch from a forgotten moment is told so with 410 Expired", async () => {
  const watch = await configMaps.watch({ resourceVersion: 1 });
  if (watch.status === 410) return;
  expect(await watch.next()).toMatchObject({ type: "ERROR", object: { kind: "Status", code: 410, reason: "Expired" } });
  watch.close();
});

test("a resourceVersion that is no number is refused with 400", async () => {
  expect((await wire.send("GET", configMaps.path, { query: { watch: true, resourceVersion: "x" } })).status).toBe(400);
});

test("the client's own watch gets its events and a normal end", async () => {
  const client = new ClientWatch(wire.config);
  const seen: string[] = [];
  const ended = Promise.withResolvers<unknown>();
  const resourceVersion = await versionOf("client");
  await client.watch(
    configMaps.path,
    { ...labelled("client"), resourceVersion, timeoutSeconds: Math.ceil(settings().speed) },
    (type, object: Json) => void seen.push(named({ type: type as "ADDED", object })),
    ended.resolve,
  );
  await create("watched", "client");
  expect(await ended.promise).toBeNull();
  expect(seen).toEqual(["ADDED watched"]);
});

test("two watches see the same changes", async () => {
  const resourceVersion = await versionOf("both");
  const open = () => configMaps.watch({ ...labelled("both"), resourceVersion });
  const watches = await Promise.all([open(), open()]);
  await create("seen", "both");
  const events = await Promise.all(watches.map((watch) => watch.next()));
  for (const watch of watches) watch.close();
  expect(events[0]).toEqual(events[1]);
});
