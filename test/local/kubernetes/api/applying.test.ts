import { afterEach, beforeEach, expect, test } from "vitest";
import { aConfigMap, aCrd, aDaemonSet, NAMESPACE } from "./objects.ts";
import { aCluster, bodyOf, type SimulatedCluster } from "./simulatedCluster.ts";

let cluster: SimulatedCluster;

beforeEach(() => {
  cluster = aCluster();
});

afterEach(() => cluster.close());

const CONFIG_MAP = `/api/v1/namespaces/${NAMESPACE}/configmaps/settings`;
const DAEMON_SET = `/apis/apps/v1/namespaces/${NAMESPACE}/daemonsets/agent`;

async function apply(path: string, body: unknown, query: string, expected = 200) {
  const response = await cluster.send("PATCH", `${path}?${query}`, body, {
    "content-type": "application/apply-patch+yaml",
  });
  expect({ status: response.status, body: bodyOf(response)["message"] }).toMatchObject({ status: expected });
  return bodyOf(response);
}

const settings = (data: Record<string, string>) => ({
  ...aConfigMap("settings", data),
  metadata: { name: "settings" },
});

test("applying an absent object creates it, owned by its manager", async () => {
  const created = await apply(CONFIG_MAP, settings({ a: "1" }), "fieldManager=one", 201);
  expect(created).toMatchObject({
    data: { a: "1" },
    metadata: {
      managedFields: [
        {
          manager: "one",
          operation: "Apply",
          apiVersion: "v1",
          fieldsType: "FieldsV1",
          fieldsV1: { "f:data": { "f:a": {} } },
        },
      ],
    },
  });
});

test("applying the same again, later, keeps the resourceVersion", async () => {
  const first = await apply(CONFIG_MAP, settings({ a: "1" }), "fieldManager=one", 201);
  await cluster.pass(60);
  const second = await apply(CONFIG_MAP, settings({ a: "1" }), "fieldManager=one");
  expect(second).toEqual(first);
});

test("a field that its manager applies no more goes, one that another set stays", async () => {
  await apply(CONFIG_MAP, settings({ a: "1", b: "2" }), "fieldManager=one", 201);
  await apply(CONFIG_MAP, settings({ c: "3" }), "fieldManager=two");
  const last = await apply(CONFIG_MAP, settings({ b: "2" }), "fieldManager=one");
  expect(last["data"]).toEqual({ b: "2", c: "3" });
});

test("a field that two managers apply goes only when both have dropped it", async () => {
  await apply(CONFIG_MAP, settings({ a: "1" }), "fieldManager=one", 201);
  await apply(CONFIG_MAP, settings({ a: "1", b: "2" }), "fieldManager=two");
  expect((await apply(CONFIG_MAP, settings({}), "fieldManager=one"))["data"]).toEqual({ a: "1", b: "2" });
  expect((await apply(CONFIG_MAP, settings({ b: "2" }), "fieldManager=two"))["data"]).toEqual({ b: "2" });
});

test("another value for what someone else owns is a conflict that names managers and fields", async () => {
  await apply(CONFIG_MAP, settings({ a: "1", b: "1" }), "fieldManager=one", 201);
  const one = await apply(CONFIG_MAP, settings({ a: "2" }), "fieldManager=two", 409);
  expect(one).toMatchObject({
    reason: "Conflict",
    message: 'Apply failed with 1 conflict: conflict with "one": .data.a',
    details: {
      causes: [{ reason: "FieldManagerConflict", message: 'conflict with "one" using v1', field: ".data.a" }],
    },
  });
  const both = await apply(CONFIG_MAP, settings({ a: "2", b: "2" }), "fieldManager=two", 409);
  expect(both["message"]).toBe('Apply failed with 2 conflicts: conflicts with "one":\n- .data.a\n- .data.b');
});

test("force takes the field over", async () => {
  await apply(CONFIG_MAP, settings({ a: "1", b: "1" }), "fieldManager=one", 201);
  const forced = await apply(CONFIG_MAP, settings({ a: "2" }), "fieldManager=two&force=true");
  expect(forced["data"]).toEqual({ a: "2", b: "1" });
  const back = await apply(CONFIG_MAP, settings({ a: "1", b: "1" }), "fieldManager=one", 409);
  expect(back["message"]).toContain('conflict with "two"');
});

test("a plain write takes what it changes away from the manager that applied it", async () => {
  await apply(CONFIG_MAP, settings({ a: "1", b: "1" }), "fieldManager=one", 201);
  await cluster.send(
    "PATCH",
    `${CONFIG_MAP}?fieldManager=editor`,
    { data: { a: "2" } },
    { "content-type": "application/merge-patch+json" },
  );
  const refused = await apply(CONFIG_MAP, settings({ a: "1", b: "1" }), "fieldManager=one", 409);
  expect(refused["message"]).toBe('Apply failed with 1 conflict: conflict with "editor": .data.a');
});

const daemonSet = (containers: object[]) => ({
  ...aDaemonSet("agent"),
  spec: {
    selector: { matchLabels: { app: "agent" } },
    template: { metadata: { labels: { app: "agent" } }, spec: { containers } },
  },
});

const containersOf = (body: Record<string, unknown>) =>
  (body as { spec: { template: { spec: { containers: { name: string }[] } } } }).spec.template.spec.containers;

test("containers are merged by name: each manager has its own, and takes only its own away", async () => {
  const main = { name: "main", image: "registry.example/main:1" };
  const side = { name: "side", image: "registry.example/side:1" };
  await apply(DAEMON_SET, daemonSet([main]), "fieldManager=one", 201);
  const both = await apply(DAEMON_SET, daemonSet([side]), "fieldManager=two");
  expect(containersOf(both).map(({ name }) => name)).toEqual(["main", "side"]);
  await apply(DAEMON_SET, daemonSet([{ ...main, args: ["-v"] }]), "fieldManager=one");
  const other = await apply(DAEMON_SET, daemonSet([{ name: "third", image: "i:1" }]), "fieldManager=two");
  expect(containersOf(other)).toMatchObject([{ name: "main", args: ["-v"] }, { name: "third" }]);
});

test("tolerations are one field: applying other ones replaces all of them", async () => {
  const withTolerations = (keys: string[]) => {
    const body = daemonSet([{ name: "main", image: "i:1" }]);
    Object.assign(body.spec.template.spec, { tolerations: keys.map((key) => ({ key, operator: "Exists" })) });
    return body;
  };
  await apply(DAEMON_SET, withTolerations(["a", "b"]), "fieldManager=one", 201);
  const changed = await apply(DAEMON_SET, withTolerations(["c"]), "fieldManager=one");
  expect(changed).toMatchObject({ spec: { template: { spec: { tolerations: [{ key: "c", operator: "Exists" }] } } } });
});

test("the status that controllers write does not stand in the way of a repeated apply", async () => {
  const body = daemonSet([{ name: "main", image: "i:1" }]);
  await apply(DAEMON_SET, body, "fieldManager=one", 201);
  await cluster.pass(2);
  const settled = cluster.cluster.store.get("apps/v1/DaemonSet", NAMESPACE, "agent");
  expect(settled?.["status"]).toMatchObject({ observedGeneration: 1 });
  expect(await apply(DAEMON_SET, body, "fieldManager=one")).toEqual(settled);
});

test("an unknown field is refused, never dropped", async () => {
  const refused = await apply(CONFIG_MAP, { ...settings({}), dat: {} }, "fieldManager=one", 500);
  expect(refused["message"]).toBe(
    "failed to create typed patch object (default/settings; /v1, Kind=ConfigMap): .dat: field not declared in schema",
  );
});

test("apply needs a manager", async () => {
  expect((await apply(CONFIG_MAP, settings({}), "", 422))["message"]).toContain("fieldManager: Required value");
});

test("a kind whose merging is not simulated is refused by name", async () => {
  const refused = await apply("/apis/coordination.k8s.io/v1/namespaces/default/leases/x", {}, "fieldManager=one", 501);
  expect(refused["message"]).toContain("server-side apply of coordination.k8s.io/v1/Lease");
});

test("a custom resource merges as its definition's schema says", async () => {
  const schema = {
    type: "object",
    properties: {
      spec: {
        type: "object",
        properties: {
          parts: {
            type: "array",
            "x-kubernetes-list-type": "map",
            "x-kubernetes-list-map-keys": ["id"],
            items: { type: "object", properties: { id: { type: "string" }, size: { type: "integer" } } },
          },
          tags: { type: "array", items: { type: "string" } },
        },
      },
    },
  };
  cluster.cluster.store.create(aCrd("things.example", "Gadget", schema));
  await cluster.pass(3);
  const path = "/apis/things.example/v1/gadgets/g";
  const gadget = (spec: object) => ({ apiVersion: "things.example/v1", kind: "Gadget", metadata: { name: "g" }, spec });
  await apply(path, gadget({ parts: [{ id: "a", size: 1 }], tags: ["x"] }), "fieldManager=one", 201);
  const both = await apply(path, gadget({ parts: [{ id: "b", size: 2 }] }), "fieldManager=two");
  expect(both["spec"]).toEqual({
    parts: [
      { id: "a", size: 1 },
      { id: "b", size: 2 },
    ],
    tags: ["x"],
  });
  const refused = await apply(path, gadget({ colour: "red" }), "fieldManager=one", 500);
  expect(refused["message"]).toContain("spec.colour");
});
