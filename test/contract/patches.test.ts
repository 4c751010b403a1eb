/** The patches that kubectl and the app send: merge, strategic merge, JSON. */
import { beforeAll, describe, expect, test } from "vitest";
import { ok, refused, type Sent } from "./support/resource.ts";
import { topic } from "./support/topic.ts";

const { configMaps, deployments, wire } = topic("patches");

async function aConfigMap(name: string): Promise<void> {
  await ok(configMaps.create({ metadata: { name, labels: { a: "1", b: "2" } }, data: { x: "1", y: "2" } }));
}

const aDeployment = (name: string): Sent => ({
  metadata: { name },
  spec: {
    replicas: 0,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: {
        containers: [
          { name: "a", image: "x:1", env: [{ name: "A", value: "1" }], args: ["1", "2"] },
          { name: "b", image: "y:1" },
        ],
        tolerations: [{ key: "a", operator: "Exists" }],
        volumes: [{ name: "v", emptyDir: {} }],
      },
    },
  },
});

describe("a merge patch", () => {
  test("sets what it names, removes what it nulls, and leaves the rest", async () => {
    await aConfigMap("merged");
    const patched = await ok(configMaps.patch("merged", "merge", { data: { x: "3", y: null, z: "4" } }));
    expect(patched).toMatchObject({ data: { x: "3", z: "4" }, metadata: { labels: { a: "1", b: "2" } } });
    expect(patched.data).not.toHaveProperty("y");
  });

  test("replaces lists as a whole", async () => {
    await ok(deployments.create(aDeployment("whole-lists")));
    const containers = [{ name: "c", image: "z:1" }];
    const patched = await ok(
      deployments.patch("whole-lists", "merge", { spec: { template: { spec: { containers } } } }),
    );
    expect(patched.spec?.template.spec?.containers.map(({ name }) => name)).toEqual(["c"]);
  });

  test("that changes nothing keeps the resourceVersion", async () => {
    await aConfigMap("still");
    const before = await ok(configMaps.get("still"));
    const patched = await ok(
      configMaps.patch("still", "merge", { data: { x: "1" }, metadata: { labels: { none: null } } }),
    );
    expect(patched.metadata.resourceVersion).toBe(before.metadata.resourceVersion);
  });

  test("with a resourceVersion holds only for that version", async () => {
    await aConfigMap("guarded");
    const { metadata } = await ok(configMaps.get("guarded"));
    const { resourceVersion } = metadata;
    const patch = { metadata: { resourceVersion }, data: { x: "5" } };
    expect((await configMaps.patch("guarded", "merge", patch)).status).toBe(200);
    expect(await refused(configMaps.patch("guarded", "merge", { ...patch, data: { x: "6" } }))).toMatchObject({
      httpStatus: 409,
      reason: "Conflict",
    });
  });

  test("of concurrent writers loses no key", async () => {
    await ok(configMaps.create({ metadata: { name: "busy" } }));
    const writers = Array.from({ length: 10 }, (_, index) =>
      ok(configMaps.patch("busy", "merge", { data: { [`key${index}`]: "x" } })),
    );
    await Promise.all(writers);
    expect(Object.keys((await ok(configMaps.get("busy"))).data ?? {})).toHaveLength(10);
  });
});

describe("a strategic merge patch", () => {
  async function patched(name: string, podSpec: object) {
    await ok(deployments.create(aDeployment(name)));
    return (await ok(deployments.patch(name, "strategic", { spec: { template: { spec: podSpec } } }))).spec?.template
      .spec;
  }

  test("merges containers and variables by name", async () => {
    const spec = await patched("by-name", {
      containers: [{ name: "a", image: "x:2", env: [{ name: "B", value: "2" }] }],
    });
    expect(spec?.containers.map(({ name, image }) => [name, image])).toEqual([
      ["a", "x:2"],
      ["b", "y:1"],
    ]);
    expect(spec?.containers[0]?.env?.map(({ name }) => name).toSorted()).toEqual(["A", "B"]);
  });

  test("adds an item with a new key", async () => {
    const spec = await patched("added", { containers: [{ name: "c", image: "z:1" }] });
    expect(spec?.containers.map(({ name }) => name).toSorted()).toEqual(["a", "b", "c"]);
  });

  test("removes an item by its key with $patch: delete", async () => {
    const spec = await patched("removed", { containers: [{ name: "b", $patch: "delete" }] });
    expect(spec?.containers.map(({ name }) => name)).toEqual(["a"]);
  });

  test("replaces a list with $patch: replace", async () => {
    const spec = await patched("replaced", { containers: [{ $patch: "replace" }, { name: "c", image: "z:1" }] });
    expect(spec?.containers.map(({ name }) => name)).toEqual(["c"]);
  });

  test("orders a list with $setElementOrder", async () => {
    const spec = await patched("ordered", {
      "$setElementOrder/containers": [{ name: "b" }, { name: "a" }],
      containers: [{ name: "b", image: "y:2" }],
    });
    expect(spec?.containers.map(({ name, image }) => [name, image])).toEqual([
      ["b", "y:2"],
      ["a", "x:1"],
    ]);
  });

  test("replaces lists that have no key, and removes what it nulls", async () => {
    const spec = await patched("atomic", {
      tolerations: [{ key: "b", operator: "Exists" }],
      containers: [{ name: "a", args: ["3"], env: null }],
    });
    expect(spec?.tolerations).toEqual([{ key: "b", operator: "Exists" }]);
    expect(spec?.containers[0]?.args).toEqual(["3"]);
    expect(spec?.containers[0]?.env).toBeUndefined();
  });

  test("replaces a map with $patch: replace", async () => {
    await aConfigMap("map");
    const answer = await ok(configMaps.patch("map", "strategic", { data: { $patch: "replace", z: "3" } }));
    expect(answer.data).toEqual({ z: "3" });
  });

  test("keeps only what $retainKeys names", async () => {
    const spec = await patched("retained", {
      volumes: [{ name: "v", $retainKeys: ["name", "hostPath"], hostPath: { path: "/tmp" } }],
    });
    expect(spec?.volumes).toMatchObject([{ name: "v", hostPath: { path: "/tmp" } }]);
    expect(spec?.volumes?.[0]?.emptyDir).toBeUndefined();
  });

  test("removes items of a set with $deleteFromPrimitiveList", async () => {
    const finalizers = ["example.com/a", "example.com/b"];
    await ok(configMaps.create({ metadata: { name: "primitive", finalizers } }));
    const patch = { metadata: { "$deleteFromPrimitiveList/finalizers": ["example.com/a"] } };
    expect((await ok(configMaps.patch("primitive", "strategic", patch))).metadata.finalizers).toEqual([
      "example.com/b",
    ]);
    await configMaps.patch("primitive", "merge", { metadata: { finalizers: null } });
  });
});

describe("a JSON patch", () => {
  beforeAll(() => aConfigMap("json"));
  const patch = (...operations: object[]) => configMaps.patch("json", "json", operations);

  test("adds, replaces, removes, copies and moves", async () => {
    const answer = await ok(
      patch(
        { op: "add", path: "/data/new", value: "1" },
        { op: "replace", path: "/data/x", value: "9" },
        { op: "copy", from: "/data/x", path: "/data/copied" },
        { op: "move", from: "/data/y", path: "/data/moved" },
        { op: "remove", path: "/data/new" },
      ),
    );
    expect(answer.data).toEqual({ x: "9", copied: "9", moved: "2" });
  });

  test("reaches keys with slashes and tildes", async () => {
    const path = "/metadata/labels/example.com~1key";
    expect((await ok(patch({ op: "add", path, value: "v" }))).metadata.labels).toMatchObject({
      "example.com/key": "v",
    });
  });

  test("happens only when its tests hold", async () => {
    const change = { op: "add", path: "/data/tested", value: "1" };
    expect((await patch({ op: "test", path: "/data/x", value: "9" }, change)).status).toBe(200);
    const failing = patch({ op: "test", path: "/data/x", value: "other" }, { ...change, value: "2" });
    expect(await refused(failing)).toMatchObject({ httpStatus: 422, reason: "Invalid" });
    expect((await ok(configMaps.get("json"))).data).toMatchObject({ tested: "1" });
  });

  test("to a path that is not there is refused with 422", async () => {
    expect((await patch({ op: "remove", path: "/data/absent" })).status).toBe(422);
    expect((await patch({ op: "replace", path: "/data/absent", value: "x" })).status).toBe(422);
    expect((await patch({ op: "add", path: "/nothing/here", value: "x" })).status).toBe(422);
  });

  test("that is no list is refused with 400", async () => {
    expect((await configMaps.patch("json", "json", { op: "add" })).status).toBe(400);
  });
});

test("a patch of an absent object is 404", async () => {
  for (const type of ["merge", "strategic"] as const) {
    expect((await configMaps.patch("absent", type, {})).status).toBe(404);
  }
  expect((await configMaps.patch("absent", "json", [])).status).toBe(404);
});

test("a patch of an unknown media type is refused with 415", async () => {
  await aConfigMap("media");
  const answer = wire.send("PATCH", `${configMaps.path}/media`, { body: {}, contentType: "application/json" });
  expect(await refused(answer)).toMatchObject({ httpStatus: 415, reason: "UnsupportedMediaType" });
});

test("a patch cannot rename an object", async () => {
  await aConfigMap("named");
  expect((await configMaps.patch("named", "merge", { metadata: { name: "other" } })).status).toBe(400);
});
