import { afterEach, beforeEach, expect, test } from "vitest";
import { matching } from "./expectations.ts";
import { aConfigMap, aDaemonSet, aJob, aPod, NAMESPACE } from "./objects.ts";
import { aCluster, bodyOf, type SimulatedCluster } from "./simulatedCluster.ts";

const CONFIG_MAPS = `/api/v1/namespaces/${NAMESPACE}/configmaps`;
const DAEMON_SETS = `/apis/apps/v1/namespaces/${NAMESPACE}/daemonsets`;

let cluster: SimulatedCluster;

beforeEach(() => {
  cluster = aCluster();
});

afterEach(() => cluster.close());

const stored = (name: string) => cluster.cluster.store.get("v1/ConfigMap", NAMESPACE, name);

test("a created object gets its uid, version, creation time and generation", async () => {
  const { metadata } = bodyOf(await cluster.send("POST", DAEMON_SETS, aDaemonSet("agent"))) as { metadata: object };
  expect(metadata).toMatchObject({
    uid: matching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/),
    resourceVersion: matching(/^\d+$/),
    creationTimestamp: "2026-11-02T08:00:00Z",
    generation: 1,
  });
});

test("the same name twice is refused as already existing", async () => {
  await cluster.send("POST", CONFIG_MAPS, aConfigMap("a"));
  const response = await cluster.send("POST", CONFIG_MAPS, aConfigMap("a"));
  expect(bodyOf(response)).toMatchObject({
    code: 409,
    reason: "AlreadyExists",
    message: 'configmaps "a" already exists',
  });
});

test("a generated name begins with its prefix", async () => {
  const body = { ...aConfigMap("x"), metadata: { generateName: "run-" } };
  const [first, second] = [
    await cluster.send("POST", CONFIG_MAPS, body),
    await cluster.send("POST", CONFIG_MAPS, body),
  ];
  const nameOf = (response: typeof first) => (bodyOf(response)["metadata"] as { name: string }).name;
  expect(nameOf(first)).toMatch(/^run-[a-z0-9]{5}$/);
  expect(nameOf(second)).not.toBe(nameOf(first));
});

test("a dry run answers like the real thing and writes nothing", async () => {
  const before = cluster.cluster.store.list("v1/Pod").length;
  const response = await cluster.send("POST", `${CONFIG_MAPS}?dryRun=All`, aConfigMap("ghost"));
  expect(response.status).toBe(201);
  expect(stored("ghost")).toBeUndefined();
  await cluster.send("POST", `${DAEMON_SETS}?dryRun=All`, aDaemonSet("agent"));
  await cluster.pass(5);
  expect(cluster.cluster.store.list("v1/Pod")).toHaveLength(before);
  const kept = bodyOf(await cluster.send("POST", CONFIG_MAPS, aConfigMap("real")));
  expect(kept).toMatchObject({ metadata: { name: "real" } });
});

test("strict validation refuses unknown and duplicate fields by their paths", async () => {
  const text = JSON.stringify(aDaemonSet("agent", { hostPidd: true }))
    .replace('"metadata":{"name"', '"metadata":{"name":"twice","name"')
    .replace('"image"', '"imagee":"x","image"');
  const response = await cluster.send("POST", `${DAEMON_SETS}?fieldValidation=Strict`, text);
  expect(response.status).toBe(400);
  const { message } = bodyOf(response) as { message: string };
  expect(message).toContain('unknown field "spec.template.spec.hostPidd"');
  expect(message).toContain('unknown field "spec.template.spec.containers[0].imagee"');
  expect(message).toContain('duplicate field "metadata.name"');
});

test("without strict validation an unknown field is dropped with a warning", async () => {
  const response = await cluster.send("POST", CONFIG_MAPS, { ...aConfigMap("a"), dataa: {} });
  expect(response.status).toBe(201);
  expect(response.headers["warning"]).toContain('unknown field \\"dataa\\"');
  expect(stored("a")).not.toHaveProperty("dataa");
});

test("a value of the wrong type is refused by its path", async () => {
  const response = await cluster.send("POST", CONFIG_MAPS, { ...aConfigMap("a"), data: { port: 8080 } });
  expect(response.status).toBe(400);
  expect(bodyOf(response)["message"]).toContain("data.port");
});

test("a stale resourceVersion is a conflict", async () => {
  const first = bodyOf(await cluster.send("POST", CONFIG_MAPS, aConfigMap("a")));
  await cluster.send("PUT", `${CONFIG_MAPS}/a`, { ...first, data: { x: "1" } });
  const response = await cluster.send("PUT", `${CONFIG_MAPS}/a`, { ...first, data: { x: "2" } });
  expect(bodyOf(response)).toMatchObject({ code: 409, reason: "Conflict" });
  expect(stored("a")).toMatchObject({ data: { x: "1" } });
});

test("a write that changes nothing keeps the resourceVersion", async () => {
  const first = bodyOf(await cluster.send("POST", CONFIG_MAPS, aConfigMap("a", { x: "1" })));
  const second = bodyOf(await cluster.send("PUT", `${CONFIG_MAPS}/a`, first));
  expect(second["metadata"]).toEqual(first["metadata"]);
});

test("the generation counts changes of the spec only", async () => {
  await cluster.send("POST", DAEMON_SETS, aDaemonSet("agent"));
  const patch = (body: object) =>
    cluster.send("PATCH", `${DAEMON_SETS}/agent`, body, { "content-type": "application/merge-patch+json" });
  expect(bodyOf(await patch({ metadata: { labels: { a: "b" } } }))).toMatchObject({ metadata: { generation: 1 } });
  expect(bodyOf(await patch({ spec: { minReadySeconds: 5 } }))).toMatchObject({ metadata: { generation: 2 } });
});

test("the status changes through its subresource only, and nothing else does there", async () => {
  await cluster.send("POST", "/api/v1/namespaces/default/pods", aPod("p", { nodeName: "n" }));
  const merge = { "content-type": "application/merge-patch+json" };
  const change = { metadata: { labels: { a: "b" } }, status: { phase: "Running" } };
  const whole = bodyOf(await cluster.send("PATCH", "/api/v1/namespaces/default/pods/p", change, merge));
  expect(whole).toMatchObject({ metadata: { labels: { a: "b" } }, status: { phase: "Pending" } });
  const other = { metadata: { labels: { a: "c" } }, status: { phase: "Running" } };
  const status = bodyOf(await cluster.send("PATCH", "/api/v1/namespaces/default/pods/p/status", other, merge));
  expect(status).toMatchObject({ metadata: { labels: { a: "b" } }, status: { phase: "Running" } });
});

test("nothing can be created in a namespace that does not exist", async () => {
  const body = { ...aConfigMap("a"), metadata: { name: "a" } };
  const response = await cluster.send("POST", "/api/v1/namespaces/nowhere/configmaps", body);
  expect(bodyOf(response)).toMatchObject({ code: 404, message: 'namespaces "nowhere" not found' });
});

test.each([
  ["a name in capitals", aConfigMap("Settings"), CONFIG_MAPS, "metadata.name"],
  ["a label that is too long", aConfigMap("a", {}, { x: "y".repeat(64) }), CONFIG_MAPS, "metadata.labels"],
  [
    "a Job whose pods restart always",
    aJob("j", { template: { spec: aPod("p").spec } }),
    "/apis/batch/v1/namespaces/default/jobs",
    "spec.template.spec.restartPolicy",
  ],
  [
    "a mount without a volume",
    aPod("p", { containers: [{ name: "c", image: "i", volumeMounts: [{ name: "v", mountPath: "/v" }] }] }),
    "/api/v1/namespaces/default/pods",
    "spec.containers[0].volumeMounts[0].name",
  ],
])("%s is invalid", async (_, object, path, field) => {
  const response = await cluster.send("POST", path, object);
  expect(bodyOf(response)).toMatchObject({ code: 422, reason: "Invalid", details: { causes: [{ field }] } });
});

test("a Job's template cannot change", async () => {
  const jobs = "/apis/batch/v1/namespaces/default/jobs";
  await cluster.send("POST", jobs, aJob("j"));
  const patch = { spec: { template: { spec: { hostPID: true } } } };
  const response = await cluster.send("PATCH", `${jobs}/j`, patch, { "content-type": "application/merge-patch+json" });
  expect(bodyOf(response)).toMatchObject({ code: 422, details: { causes: [{ field: "spec.template" }] } });
});

test("a pod of a ServiceAccount that does not exist is forbidden", async () => {
  const pods = `/api/v1/namespaces/${NAMESPACE}/pods`;
  const response = await cluster.send("POST", pods, aPod("p", { serviceAccountName: "nobody" }));
  expect(bodyOf(response)).toMatchObject({
    code: 403,
    message:
      'pods "p" is forbidden: error looking up service account default/nobody: serviceaccount "nobody" not found',
  });
});
