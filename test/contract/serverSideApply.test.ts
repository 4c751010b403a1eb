/** Server-side apply: who owns which field, what a repeated apply changes, and when it is refused. */
import { describe, expect, test } from "vitest";
import { type Json, ok, PATCH_TYPES, refused, type Sent } from "./support/resource.ts";
import { topic } from "./support/topic.ts";

const { configMaps, daemonSets, deployments, wire, namespaced } = topic("apply");
const services = namespaced("v1", "services");

const containing = (text: string) => expect.stringContaining(text) as unknown;

const ours = { manager: "lamplighter" };
const theirs = { manager: "somebody" };

const aConfigMap = (name: string, data: Record<string, string>, metadata: object = {}) =>
  ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name, ...metadata }, data }) satisfies Sent;

function aDaemonSet(name: string, container: object): Sent {
  return {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { name },
    spec: {
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          nodeSelector: { "contract.lamplighter.dev/nowhere": "" },
          containers: [{ name: "main", ...container }],
        },
      },
    },
  };
}

const managersOf = ({ metadata }: Json) => (metadata.managedFields ?? []).map(({ manager }) => manager);

describe("apply", () => {
  test("creates with 201 what is absent, and changes with 200 what is there", async () => {
    expect((await configMaps.apply(aConfigMap("made", { a: "1" }), ours)).status).toBe(201);
    expect(await configMaps.apply(aConfigMap("made", { a: "2" }), ours)).toMatchObject({
      status: 200,
      body: { data: { a: "2" } },
    });
  });

  test("that repeats itself changes nothing, not even the resourceVersion", async () => {
    const first = await ok(configMaps.apply(aConfigMap("repeated", { a: "1" }), ours));
    expect(await ok(configMaps.apply(aConfigMap("repeated", { a: "1" }), ours))).toEqual(first);
  });

  test("of a DaemonSet repeats itself as quietly, although the server adds defaults", async () => {
    const applied = aDaemonSet("quiet", { image: "x:1", ports: [{ containerPort: 80 }] });
    const first = await ok(daemonSets.apply(applied, ours));
    const second = await ok(daemonSets.apply(applied, ours));
    expect(second.metadata).toMatchObject({ generation: 1, managedFields: first.metadata.managedFields });
  });

  test("is recorded under its manager as an Apply", async () => {
    const made = await ok(configMaps.apply(aConfigMap("recorded", { a: "1" }), ours));
    expect(made.metadata.managedFields).toMatchObject([
      { manager: "lamplighter", operation: "Apply", apiVersion: "v1", fieldsV1: { "f:data": { "f:a": {} } } },
    ]);
  });

  test("needs a field manager", async () => {
    const answer = wire.send("PATCH", `${configMaps.path}/nameless`, {
      body: aConfigMap("nameless", {}),
      contentType: PATCH_TYPES.apply,
    });
    expect(await refused(answer)).toMatchObject({ httpStatus: expect.toBeOneOf([400, 422]) as unknown });
  });

  test("may be YAML", async () => {
    const body = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: yaml\ndata:\n  a: '1'\n";
    const query = { fieldManager: "lamplighter" };
    const answer = wire.send("PATCH", `${configMaps.path}/yaml`, { body, query, contentType: PATCH_TYPES.apply });
    expect(await answer).toMatchObject({ status: 201, body: { data: { a: "1" } } });
  });

  test("may not bring managedFields of its own", async () => {
    const { metadata } = await ok(configMaps.apply(aConfigMap("borrowed", { a: "1" }), ours));
    const { managedFields = [] } = metadata;
    const answer = configMaps.apply(aConfigMap("borrowed", { a: "1" }, { managedFields }), ours);
    expect(await refused(answer)).toMatchObject({ httpStatus: 400, message: containing("managedFields must be nil") });
  });

  test("of an unknown field is refused, naming it", async () => {
    const answer = configMaps.apply({ ...aConfigMap("unknown", {}), dta: { a: "1" } }, ours);
    const refusal = await refused(answer);
    expect(refusal.message).toContain(".dta: field not declared in schema");
    expect([400, 422, 500]).toContain(refusal.httpStatus);
    expect((await configMaps.get("unknown")).status).toBe(404);
  });

  test("with an older resourceVersion is refused as Conflict", async () => {
    const { metadata } = await ok(configMaps.apply(aConfigMap("versioned", { a: "1" }), ours));
    await ok(configMaps.apply(aConfigMap("versioned", { a: "2" }), ours));
    const { resourceVersion } = metadata;
    const answer = configMaps.apply(aConfigMap("versioned", { a: "3" }, { resourceVersion }), ours);
    expect(await refused(answer)).toMatchObject({ httpStatus: 409, reason: "Conflict" });
  });

  test("as a dry run answers what would be and leaves no trace", async () => {
    const answer = await configMaps.apply(aConfigMap("rehearsed", { a: "1" }), { ...ours, query: { dryRun: "All" } });
    expect(answer).toMatchObject({ status: 201, body: { data: { a: "1" } } });
    expect((await configMaps.get("rehearsed")).status).toBe(404);
  });
});

describe("ownership", () => {
  test("a field that its manager no longer applies is removed", async () => {
    await ok(configMaps.apply(aConfigMap("shrinking", { a: "1", b: "2" }, { labels: { tier: "x" } }), ours));
    const shrunk = await ok(configMaps.apply(aConfigMap("shrinking", { a: "1" }), ours));
    expect(shrunk.data).toEqual({ a: "1" });
    expect(shrunk.metadata.labels ?? {}).not.toHaveProperty("tier");
  });

  test("managers that set different keys live side by side", async () => {
    await ok(configMaps.apply(aConfigMap("shared", { a: "1" }), ours));
    const both = await ok(configMaps.apply(aConfigMap("shared", { b: "2" }), theirs));
    expect(both.data).toEqual({ a: "1", b: "2" });
    expect(managersOf(both).toSorted()).toEqual(["lamplighter", "somebody"]);
  });

  test("a different value for another's field is a conflict that names manager and field", async () => {
    await ok(configMaps.apply(aConfigMap("fought-over", { a: "1" }), ours));
    expect(await refused(configMaps.apply(aConfigMap("fought-over", { a: "2" }), theirs))).toMatchObject({
      httpStatus: 409,
      reason: "Conflict",
      message: containing('Apply failed with 1 conflict: conflict with "lamplighter"'),
      details: { causes: [{ reason: "FieldManagerConflict", field: ".data.a", message: containing("lamplighter") }] },
    });
    expect((await configMaps.get("fought-over")).body.data).toEqual({ a: "1" });
  });

  test("the same value for another's field is no conflict: both own it", async () => {
    await ok(configMaps.apply(aConfigMap("agreed", { a: "1" }), ours));
    await ok(configMaps.apply(aConfigMap("agreed", { a: "1" }), theirs));
    const left = await ok(configMaps.apply(aConfigMap("agreed", {}), ours));
    expect(left.data).toEqual({ a: "1" });
    expect((await ok(configMaps.apply(aConfigMap("agreed", {}), theirs))).data ?? {}).toEqual({});
  });

  test("force takes a field over", async () => {
    await ok(configMaps.apply(aConfigMap("taken", { a: "1" }), theirs));
    const taken = await ok(configMaps.apply(aConfigMap("taken", { a: "2" }), { ...ours, force: true }));
    expect(taken.data).toEqual({ a: "2" });
    const theirsNow = taken.metadata.managedFields?.find(({ manager }) => manager === "somebody");
    expect(JSON.stringify(theirsNow?.fieldsV1 ?? {})).not.toContain("f:a");
    expect((await configMaps.apply(aConfigMap("taken", { a: "3" }), theirs)).status).toBe(409);
  });

  test("a create or patch owns its fields too, as an Update", async () => {
    await ok(configMaps.create(aConfigMap("updated", { a: "1" }), { fieldManager: "editor" }));
    const { metadata } = await ok(
      configMaps.patch("updated", "merge", { data: { b: "2" } }, { fieldManager: "patcher" }),
    );
    expect(metadata.managedFields?.map(({ manager, operation }) => `${manager} ${operation}`).toSorted()).toEqual([
      "editor Update",
      "patcher Update",
    ]);
    expect(await refused(configMaps.apply(aConfigMap("updated", { a: "3", b: "3" }), ours))).toMatchObject({
      details: { causes: [{ field: ".data.a" }, { field: ".data.b" }] },
    });
  });

  test("an update of a field takes it from who applied it", async () => {
    await ok(configMaps.apply(aConfigMap("edited", { a: "1" }), ours));
    await ok(configMaps.patch("edited", "merge", { data: { a: "2" } }, { fieldManager: "editor" }));
    expect(await refused(configMaps.apply(aConfigMap("edited", { a: "1" }), ours))).toMatchObject({
      httpStatus: 409,
      message: containing('conflict with "editor"'),
    });
  });
});

describe("lists", () => {
  const image = "registry.example/tool:1";

  async function envOf(name: string): Promise<unknown> {
    return (await ok(daemonSets.get(name))).spec?.template.spec?.containers[0]?.env;
  }

  test("of containers and variables merge by name", async () => {
    await ok(daemonSets.apply(aDaemonSet("env", { image, env: [{ name: "A", value: "1" }] }), ours));
    await ok(daemonSets.apply(aDaemonSet("env", { env: [{ name: "B", value: "2" }] }), theirs));
    expect(await envOf("env")).toEqual([
      { name: "A", value: "1" },
      { name: "B", value: "2" },
    ]);
    await ok(daemonSets.apply(aDaemonSet("env", { image }), ours));
    expect(await envOf("env")).toEqual([{ name: "B", value: "2" }]);
  });

  test("with a conflict name the item by its key", async () => {
    await ok(daemonSets.apply(aDaemonSet("keyed", { image, env: [{ name: "A", value: "1" }] }), ours));
    const answer = daemonSets.apply(aDaemonSet("keyed", { env: [{ name: "A", value: "2" }] }), theirs);
    expect(await refused(answer)).toMatchObject({
      details: { causes: [{ field: '.spec.template.spec.containers[name="main"].env[name="A"].value' }] },
    });
  });

  test("of arguments and tolerations are owned as a whole", async () => {
    await ok(daemonSets.apply(aDaemonSet("atomic", { image, args: ["a", "b"] }), ours));
    expect(await refused(daemonSets.apply(aDaemonSet("atomic", { args: ["a", "c"] }), theirs))).toMatchObject({
      details: { causes: [{ field: '.spec.template.spec.containers[name="main"].args' }] },
    });
    await ok(daemonSets.apply(aDaemonSet("atomic", { image, args: ["c"] }), ours));
    expect((await ok(daemonSets.get("atomic"))).spec?.template.spec?.containers[0]?.args).toEqual(["c"]);
  });

  test("of a Service's ports merge by port and protocol, protocol TCP unless said", async () => {
    const service = (ports: object[]) => ({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "ports" },
      spec: { selector: { app: "x" }, ports },
    });
    await ok(services.apply(service([{ name: "a", port: 80 }]), ours));
    const both = await ok(services.apply(service([{ name: "b", port: 80, protocol: "UDP" }]), theirs));
    expect(both.spec?.["ports"]).toMatchObject([
      { port: 80, protocol: "TCP", name: "a" },
      { port: 80, protocol: "UDP", name: "b" },
    ]);
  });

  test("of finalizers are sets", async () => {
    const withFinalizer = (name: string) => aConfigMap("set", {}, { finalizers: [`example.com/${name}`] });
    await ok(configMaps.apply(withFinalizer("a"), ours));
    const both = await ok(configMaps.apply(withFinalizer("b"), theirs));
    expect(both.metadata.finalizers?.toSorted()).toEqual(["example.com/a", "example.com/b"]);
    await configMaps.patch("set", "merge", { metadata: { finalizers: null } });
  });
});

describe("subresources", () => {
  test("an apply of the object leaves the status alone, one of the status leaves the object alone", async () => {
    const { spec } = aDaemonSet("halves", { image: "x:1" });
    const deployment = { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "halves" } };
    await ok(
      deployments.apply({ ...deployment, spec: { ...(spec as object), replicas: 0 }, status: { replicas: 7 } }, ours),
    );
    const conditions = [{ type: "Noted", status: "True", reason: "ByHand", message: "" }];
    const answer = await wire.send<Json>("PATCH", `${deployments.path}/halves/status`, {
      body: { ...deployment, spec: { replicas: 5 }, status: { conditions } },
      query: { fieldManager: "reporter" },
      contentType: PATCH_TYPES.apply,
    });
    expect(answer).toMatchObject({ status: 200, body: { spec: { replicas: 0 } } });
    expect(answer.body.metadata.managedFields).toContainEqual(
      expect.objectContaining({ manager: "reporter", operation: "Apply", subresource: "status" }),
    );
  });
});
