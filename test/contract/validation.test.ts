/** What the API server refuses before it stores anything, and in which words. */
import { describe, expect, test } from "vitest";
import { SUCCEEDS, shellPod } from "./support/pods.ts";
import { refused, type Sent } from "./support/resource.ts";
import { topic } from "./support/topic.ts";

const { configMaps, pods, daemonSets, jobs, namespaces, wire, named } = topic("validation");

const containing = (text: string) => expect.stringContaining(text) as unknown;

const misspelt: Sent = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "misspelt" }, dta: { a: "b" } };

describe("field validation", () => {
  test("Strict refuses an unknown field by its path", async () => {
    const pod = shellPod("unknown-field", SUCCEEDS, { container: { imagee: "x" } });
    expect(await refused(pods.create(pod, { fieldValidation: "Strict" }))).toMatchObject({
      httpStatus: 400,
      reason: "BadRequest",
      message: containing('strict decoding error: unknown field "spec.containers[0].imagee"'),
    });
  });

  test("Strict refuses a field that is given twice", async () => {
    const body = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"double"},"data":{"a":"1","a":"2"}}';
    expect(
      await refused(wire.send("POST", configMaps.path, { body, query: { fieldValidation: "Strict" } })),
    ).toMatchObject({ httpStatus: 400, message: containing('duplicate field "data.a"') });
  });

  test("Warn drops an unknown field and says so in a Warning header", async () => {
    const answer = await configMaps.create(misspelt, { fieldValidation: "Warn" });
    expect(answer.status).toBe(201);
    expect(answer.headers["warning"]).toContain('unknown field \\"dta\\"');
    expect(answer.body).not.toHaveProperty("dta");
  });

  test("Ignore drops an unknown field silently", async () => {
    const answer = await configMaps.create(
      { ...misspelt, metadata: { name: "ignored" } },
      { fieldValidation: "Ignore" },
    );
    expect(answer.status).toBe(201);
    expect(answer.headers["warning"]).toBeUndefined();
    expect(answer.body).not.toHaveProperty("dta");
  });

  test("Strict holds for patches too", async () => {
    await configMaps.create({ metadata: { name: "patched" } });
    const answer = configMaps.patch("patched", "merge", { dta: {} }, { fieldValidation: "Strict" });
    expect(await refused(answer)).toMatchObject({ reason: expect.stringMatching(/BadRequest|Invalid/) as unknown });
  });
});

describe("bodies", () => {
  test("a value of the wrong type is refused with 400", async () => {
    expect((await configMaps.create({ metadata: { name: "typed" }, data: { a: 1 } })).status).toBe(400);
    expect((await configMaps.create({ metadata: { name: "typed" }, data: ["a"] })).status).toBe(400);
  });

  test("a body that is no JSON is refused with 400", async () => {
    expect((await wire.send("POST", configMaps.path, { body: '{"metadata":' })).status).toBe(400);
  });

  test("a body of another kind or apiVersion than the URL's is refused with 400", async () => {
    const metadata = { name: "other" };
    expect((await configMaps.create({ apiVersion: "v1", kind: "Secret", metadata })).status).toBe(400);
    expect((await configMaps.create({ apiVersion: "v2", kind: "ConfigMap", metadata })).status).toBe(400);
  });

  test("a body that names another object or namespace than the URL is refused with 400", async () => {
    await configMaps.create({ metadata: { name: "here" } });
    expect((await configMaps.replace("here", { metadata: { name: "there" } })).status).toBe(400);
    expect((await configMaps.create({ metadata: { name: "away", namespace: "kube-public" } })).status).toBe(400);
  });

  test("a body of an unknown media type is refused with 415", async () => {
    const request = { body: "name: x", contentType: "text/csv" };
    expect(await refused(wire.send("POST", configMaps.path, request))).toMatchObject({
      httpStatus: 415,
      reason: "UnsupportedMediaType",
    });
  });

  test("a body may be YAML", async () => {
    const body = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: from-yaml\ndata:\n  key: value\n";
    const answer = await wire.send("POST", configMaps.path, { body, contentType: "application/yaml" });
    expect(answer).toMatchObject({ status: 201, body: { data: { key: "value" } } });
  });

  test("an answer can be had as YAML", async () => {
    await configMaps.create({ metadata: { name: "as-yaml" }, data: { key: "value" } });
    const headers = { accept: "application/yaml" };
    const answer = await wire.send("GET", `${configMaps.path}/as-yaml`, { headers });
    expect(answer.headers["content-type"]).toContain("application/yaml");
    expect(answer.text).toMatch(/^apiVersion: v1\n/);
  });

  test("a media type that the server cannot write is refused with 406", async () => {
    const headers = { accept: "text/csv" };
    expect(await refused(wire.send("GET", configMaps.path, { headers }))).toMatchObject({ httpStatus: 406 });
  });

  test("a method that a collection does not know is refused with 405", async () => {
    expect((await wire.send("PATCH", configMaps.path, { body: {} })).status).toBe(405);
  });
});

describe("names and labels", () => {
  test("a name that is no DNS subdomain is refused, naming the field", async () => {
    for (const name of ["Upper", "under_score", "-dash", "dot.", "x".repeat(254)]) {
      expect({ name, ...(await refused(configMaps.create({ metadata: { name } }))) }).toMatchObject({
        httpStatus: 422,
        reason: "Invalid",
        details: { causes: [{ reason: "FieldValueInvalid", field: "metadata.name" }] },
      });
    }
  });

  test("a namespace's name has no dots and at most 63 characters", async () => {
    for (const name of [`${named("with")}.dot`, named("x".repeat(63))]) {
      expect({ name, ...(await refused(namespaces.create({ metadata: { name } }))) }).toMatchObject({
        httpStatus: 422,
      });
    }
  });

  test("a label's key and value have their own limits", async () => {
    const bad: Record<string, string>[] = [
      { "bad key": "x" },
      { key: "x".repeat(64) },
      { key: "bad value" },
      { "a/b/c": "x" },
    ];
    for (const labels of bad) {
      const answer = configMaps.create({ metadata: { name: "labelled", labels } });
      expect(await refused(answer)).toMatchObject({ httpStatus: 422, message: containing("metadata.labels") });
    }
  });

  test("an annotation's key is a qualified name, its value any text", async () => {
    const bad = { metadata: { name: "annotated", annotations: { "bad key": "x" } } };
    expect(await refused(configMaps.create(bad))).toMatchObject({
      httpStatus: 422,
      message: containing("metadata.annotations"),
    });
    const good = { metadata: { name: "annotated", annotations: { "example.com/note": "any\n{text}" } } };
    expect((await configMaps.create(good)).status).toBe(201);
  });

  test("a ConfigMap's keys are file names", async () => {
    expect(await refused(configMaps.create({ metadata: { name: "keys" }, data: { "a/b": "x" } }))).toMatchObject({
      httpStatus: 422,
      details: { causes: [{ field: "data[a/b]" }] },
    });
  });
});

describe("pods and what makes them", () => {
  test("a pod without containers is refused", async () => {
    expect(await refused(pods.create({ metadata: { name: "empty" }, spec: { containers: [] } }))).toMatchObject({
      httpStatus: 422,
      details: { kind: "Pod", causes: [{ reason: "FieldValueRequired", field: "spec.containers" }] },
    });
  });

  test("a container without an image is refused, naming its place", async () => {
    const spec = { containers: [{ name: "a", image: "x" }, { name: "b" }] };
    expect(await refused(pods.create({ metadata: { name: "imageless" }, spec }))).toMatchObject({
      httpStatus: 422,
      message: containing("spec.containers[1].image: Required value"),
    });
  });

  test("two containers of one name are refused", async () => {
    const container = { name: "a", image: "x" };
    const spec = { containers: [container, container] };
    expect(await refused(pods.create({ metadata: { name: "twins" }, spec }))).toMatchObject({
      httpStatus: 422,
      details: { causes: [{ reason: "FieldValueDuplicate", field: "spec.containers[1].name" }] },
    });
  });

  test("a mount of a volume that the pod lacks is refused", async () => {
    const container = { volumeMounts: [{ name: "lost", mountPath: "/lost" }] };
    expect(await refused(pods.create(shellPod("mountless", SUCCEEDS, { container })))).toMatchObject({
      httpStatus: 422,
      details: { causes: [{ reason: "FieldValueNotFound", field: "spec.containers[0].volumeMounts[0].name" }] },
    });
  });

  test("an unknown restartPolicy or toleration operator is refused", async () => {
    const specs = [{ restartPolicy: "Sometimes" }, { tolerations: [{ key: "a", operator: "Near" }] }];
    for (const spec of specs) expect((await pods.create(shellPod("policies", SUCCEEDS, { spec }))).status).toBe(422);
  });

  test("a pod's node, volumes and commands cannot change", async () => {
    await pods.create(shellPod("settled", SUCCEEDS, { spec: { nodeName: "no-such-node" } }));
    const changes = [
      { spec: { nodeName: "another-node" } },
      { spec: { containers: [{ name: "main", command: ["/bin/true"] }] } },
      { spec: { restartPolicy: "Always" } },
    ];
    for (const change of changes) expect((await pods.patch("settled", "strategic", change)).status).toBe(422);
    await pods.delete("settled", { gracePeriodSeconds: 0 });
  });

  test("a DaemonSet's selector must select its own pods", async () => {
    const template = { metadata: { labels: { app: "other" } }, spec: { containers: [{ name: "a", image: "x" }] } };
    const spec = { selector: { matchLabels: { app: "mine" } }, template };
    expect(await refused(daemonSets.create({ metadata: { name: "stranger" }, spec }))).toMatchObject({
      httpStatus: 422,
      details: { causes: [{ field: "spec.template.metadata.labels" }] },
    });
  });

  test("a Job's pods may not be restarted always", async () => {
    const spec = { template: { spec: { restartPolicy: "Always", containers: [{ name: "a", image: "x" }] } } };
    expect(await refused(jobs.create({ metadata: { name: "restless" }, spec }))).toMatchObject({
      httpStatus: 422,
      message: containing("spec.template.spec.restartPolicy"),
    });
  });
});
