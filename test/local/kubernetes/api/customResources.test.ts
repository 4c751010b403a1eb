import { ApiextensionsV1Api } from "@kubernetes/client-node";
import { afterEach, beforeEach, expect, test } from "vitest";
import { aCrd } from "./objects.ts";
import { aCluster, bodyOf, type ConnectedCluster, connect, type SimulatedCluster } from "./simulatedCluster.ts";

const CRD = "gadgets.things.example";
const GADGET = { apiVersion: "things.example/v1", kind: "Gadget", metadata: { name: "g" } };

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

test("before its definition, a kind's whole group is not found", async () => {
  await expect(client.objects.create(GADGET)).rejects.toMatchObject({ code: 404 });
});

test("a definition is established after a moment, and only then its kind is served", async () => {
  cluster.cluster.store.create(aCrd("things.example", "Gadget"));
  cluster.cluster.store.create(aCrd("things.example", "Widget"));
  const early = await cluster.send("POST", "/apis/things.example/v1/gadgets", GADGET);
  expect(early.status).toBe(404);
  await cluster.pass(3);
  const definition = await client.api(ApiextensionsV1Api).readCustomResourceDefinition({ name: CRD });
  expect(definition.status?.conditions?.map(({ type, status }) => `${type}=${status}`)).toEqual([
    "NamesAccepted=True",
    "Established=True",
  ]);
  expect(await client.objects.create(GADGET)).toMatchObject({ metadata: { name: "g" } });
});

test("where the group is served already, a kind without a definition is unrecognised", async () => {
  cluster.cluster.store.create(aCrd("things.example", "Widget"));
  await cluster.pass(3);
  await expect(client.objects.create(GADGET)).rejects.toThrow(
    "Unrecognized API version and kind: things.example/v1 Gadget",
  );
});

test("a definition takes its objects along", async () => {
  cluster.cluster.store.create(aCrd("things.example", "Gadget"));
  await cluster.pass(3);
  await client.objects.create(GADGET);
  await client.api(ApiextensionsV1Api).deleteCustomResourceDefinition({ name: CRD });
  expect(cluster.cluster.store.get("things.example/v1/Gadget", undefined, "g")).toBeUndefined();
  expect(cluster.cluster.store.get("apiextensions.k8s.io/v1/CustomResourceDefinition", undefined, CRD)).toBeUndefined();
});

test("fields outside the definition's schema are dropped, and refused when validation is strict", async () => {
  const schema = {
    type: "object",
    properties: { spec: { type: "object", properties: { size: { type: "integer" } } } },
  };
  cluster.cluster.store.create(aCrd("things.example", "Gadget", schema));
  await cluster.pass(3);
  const body = { ...GADGET, spec: { size: 1, colour: "red" } };
  const strict = await cluster.send("POST", "/apis/things.example/v1/gadgets?fieldValidation=Strict", body);
  expect(bodyOf(strict)["message"]).toContain('unknown field "spec.colour"');
  const lenient = await cluster.send("POST", "/apis/things.example/v1/gadgets", body);
  expect(bodyOf(lenient)["spec"]).toEqual({ size: 1 });
});
