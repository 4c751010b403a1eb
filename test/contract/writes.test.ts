/** Create, replace, names that the server makes, optimistic concurrency, dry runs. */
import { expect, test } from "vitest";
import { ok, refused, type Sent } from "./support/resource.ts";
import { topic } from "./support/topic.ts";

const { configMaps, namespaced, deployments, wire, namespace } = topic("writes");
const secrets = namespaced("v1", "secrets");

const aConfigMap = (name: string, data: Record<string, string> = { key: "value" }) =>
  ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data }) satisfies Sent;

const aDeployment = (name: string): Sent => ({
  metadata: { name },
  spec: {
    replicas: 0,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: "main", image: "registry.example/tool:1" }] },
    },
  },
});

test("a created object is answered with 201 and what the server adds", async () => {
  const answer = await configMaps.create(aConfigMap("created"));
  expect(answer.status).toBe(201);
  expect(answer.body).toMatchObject({ apiVersion: "v1", kind: "ConfigMap", data: { key: "value" } });
  const { uid, resourceVersion, creationTimestamp } = answer.body.metadata;
  expect(uid).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(resourceVersion).not.toBe("");
  expect(creationTimestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  expect(answer.body.metadata.namespace).toBe(namespace);
});

test("a body may leave out apiVersion and kind: the URL says them", async () => {
  expect((await configMaps.create({ metadata: { name: "bare" } })).body).toMatchObject({ kind: "ConfigMap" });
});

test("a second object of the same name is refused as AlreadyExists", async () => {
  await ok(configMaps.create(aConfigMap("twice")));
  expect(await refused(configMaps.create(aConfigMap("twice")))).toMatchObject({
    httpStatus: 409,
    reason: "AlreadyExists",
    details: { name: "twice", kind: "configmaps" },
    message: 'configmaps "twice" already exists',
  });
});

test("an absent object is refused as NotFound, by its kind and name", async () => {
  expect(await refused(configMaps.get("absent"))).toMatchObject({
    httpStatus: 404,
    status: "Failure",
    reason: "NotFound",
    code: 404,
    details: { name: "absent", kind: "configmaps" },
    message: 'configmaps "absent" not found',
  });
  expect((await configMaps.replace("absent", aConfigMap("absent"))).status).toBe(404);
  expect((await configMaps.delete("absent")).status).toBe(404);
});

test("an object in an absent namespace is refused as NotFound", async () => {
  const path = `/api/v1/namespaces/${namespace}-absent/configmaps`;
  expect(await refused(wire.send("POST", path, { body: aConfigMap("homeless") }))).toMatchObject({
    httpStatus: 404,
    details: { kind: "namespaces", name: `${namespace}-absent` },
  });
});

test("generateName makes different names from one prefix", async () => {
  const make = () => ok(configMaps.create({ metadata: { generateName: "made-" } }));
  const [first, second] = [await make(), await make()];
  for (const { metadata } of [first, second]) expect(metadata.name).toMatch(/^made-[a-z0-9]{5}$/);
  expect(first.metadata.name).not.toBe(second.metadata.name);
  expect(first.metadata.generateName).toBe("made-");
});

test("an object without a name or generateName is refused", async () => {
  expect(await refused(configMaps.create({ metadata: {} }))).toMatchObject({ httpStatus: 422, reason: "Invalid" });
});

test("a replacement takes the place of everything but what the server keeps", async () => {
  const made = await ok(configMaps.create(aConfigMap("replaced", { a: "1", b: "2" })));
  const answer = await configMaps.replace("replaced", {
    ...aConfigMap("replaced", { a: "3" }),
    metadata: { name: "replaced", creationTimestamp: "2001-01-01T00:00:00Z", labels: { tier: "x" } },
  });
  expect(answer).toMatchObject({ status: 200, body: { data: { a: "3" }, metadata: { labels: { tier: "x" } } } });
  expect(answer.body.data).not.toHaveProperty("b");
  expect(answer.body.metadata).toMatchObject({
    uid: made.metadata.uid,
    creationTimestamp: made.metadata.creationTimestamp,
  });
  expect(answer.body.metadata.resourceVersion).not.toBe(made.metadata.resourceVersion);
});

test("a replacement that changes nothing keeps the resourceVersion", async () => {
  const made = await ok(configMaps.create(aConfigMap("unchanged")));
  const again = await ok(configMaps.replace("unchanged", { ...made }));
  expect(again.metadata.resourceVersion).toBe(made.metadata.resourceVersion);
});

test("a replacement of an older version is refused as Conflict", async () => {
  const old = await ok(configMaps.create(aConfigMap("stale")));
  await ok(configMaps.replace("stale", { ...old, data: { key: "newer" } }));
  expect(await refused(configMaps.replace("stale", { ...old, data: { key: "late" } }))).toMatchObject({
    httpStatus: 409,
    reason: "Conflict",
    message: expect.stringContaining("the object has been modified") as unknown,
  });
});

test("of many replacements of the same version exactly one wins", async () => {
  const old = await ok(configMaps.create(aConfigMap("contended")));
  const writers = Array.from({ length: 8 }, (_, index) =>
    configMaps.replace("contended", { ...old, data: { key: `writer ${index}` } }),
  );
  const statuses = (await Promise.all(writers)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  expect(statuses.filter((status) => status === 409)).toHaveLength(7);
});

test("a replacement without a resourceVersion is unconditional", async () => {
  await ok(configMaps.create(aConfigMap("unconditional")));
  await ok(configMaps.replace("unconditional", aConfigMap("unconditional", { key: "second" })));
  expect((await configMaps.replace("unconditional", aConfigMap("unconditional", { key: "third" }))).status).toBe(200);
});

test("a replacement with another uid is refused", async () => {
  await ok(configMaps.create(aConfigMap("identity")));
  const other = {
    ...aConfigMap("identity"),
    metadata: { name: "identity", uid: "00000000-0000-4000-8000-000000000000" },
  };
  expect(await refused(configMaps.replace("identity", other))).toMatchObject({ httpStatus: 409, reason: "Conflict" });
});

test("a delete with the resourceVersion or uid of another is refused", async () => {
  await ok(configMaps.create(aConfigMap("guarded")));
  const { metadata } = await ok(configMaps.patch("guarded", "merge", { data: { key: "newer" } }));
  const wrong = [{ uid: "00000000-0000-4000-8000-000000000000" }, { resourceVersion: "1" }];
  for (const preconditions of wrong) {
    expect((await configMaps.delete("guarded", { preconditions })).status).toBe(409);
  }
  const { uid, resourceVersion } = metadata;
  expect((await configMaps.delete("guarded", { preconditions: { uid, resourceVersion } })).status).toBe(200);
});

test("a deleted object is answered with a Status that names it", async () => {
  const { metadata } = await ok(configMaps.create(aConfigMap("deleted")));
  expect(await configMaps.delete("deleted")).toMatchObject({
    status: 200,
    body: { kind: "Status", status: "Success", details: { name: "deleted", kind: "configmaps", uid: metadata.uid } },
  });
  expect((await configMaps.get("deleted")).status).toBe(404);
});

test("a recreated object is another one", async () => {
  const first = await ok(configMaps.create(aConfigMap("reborn")));
  await ok(configMaps.delete("reborn"));
  const second = await ok(configMaps.create(aConfigMap("reborn")));
  expect(second.metadata.uid).not.toBe(first.metadata.uid);
  expect(Number(second.metadata.resourceVersion)).toBeGreaterThan(Number(first.metadata.resourceVersion));
});

test("the generation counts changes of the spec, and only these", async () => {
  const made = await ok(deployments.create(aDeployment("generations")));
  expect(made.metadata.generation).toBe(1);
  const labelled = await ok(deployments.patch("generations", "merge", { metadata: { labels: { tier: "x" } } }));
  expect(labelled.metadata.generation).toBe(1);
  const scaled = await ok(deployments.patch("generations", "merge", { spec: { minReadySeconds: 5 } }));
  expect(scaled.metadata.generation).toBe(2);
});

test("a dry run answers as a real write and leaves no trace", async () => {
  const dry = { dryRun: "All" };
  expect((await configMaps.create(aConfigMap("rehearsed"), dry)).status).toBe(201);
  expect((await configMaps.get("rehearsed")).status).toBe(404);
  const made = await ok(configMaps.create(aConfigMap("kept")));
  expect(await configMaps.patch("kept", "merge", { data: { key: "changed" } }, dry)).toMatchObject({
    status: 200,
    body: { data: { key: "changed" } },
  });
  expect((await configMaps.delete("kept", { dryRun: ["All"] })).status).toBe(200);
  expect((await configMaps.get("kept")).body).toEqual(made);
});

test("a dry run refuses what a real write would refuse", async () => {
  await ok(configMaps.create(aConfigMap("occupied")));
  expect((await configMaps.create(aConfigMap("occupied"), { dryRun: "All" })).status).toBe(409);
  expect((await configMaps.create({ metadata: { name: "Bad_Name" } }, { dryRun: "All" })).status).toBe(422);
});

test("an unknown dry-run mode is refused", async () => {
  expect([400, 422]).toContain((await configMaps.create(aConfigMap("mode"), { dryRun: "Some" })).status);
});

test("an immutable ConfigMap cannot change, only go", async () => {
  await ok(configMaps.create({ ...aConfigMap("frozen"), immutable: true }));
  expect(await refused(configMaps.patch("frozen", "merge", { data: { key: "other" } }))).toMatchObject({
    httpStatus: 422,
    reason: "Invalid",
  });
  expect((await configMaps.delete("frozen")).status).toBe(200);
});

test("a Secret's stringData becomes data in base64", async () => {
  const made = await ok(secrets.create({ metadata: { name: "texts" }, stringData: { key: "värde" } }));
  expect(made).toMatchObject({ type: "Opaque", data: { key: Buffer.from("värde").toString("base64") } });
  expect(made).not.toHaveProperty("stringData");
});

test("a Secret's type cannot change", async () => {
  await ok(secrets.create({ metadata: { name: "typed" }, type: "example.com/a" }));
  expect((await secrets.patch("typed", "merge", { type: "example.com/b" })).status).toBe(422);
});
