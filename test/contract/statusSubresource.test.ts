/** Spec and status are two halves of an object with two doors. */
import { beforeAll, expect, test } from "vitest";
import { aUsableNode } from "./support/nodes.ts";
import { ok, refused, type Sent } from "./support/resource.ts";
import { settings } from "./support/settings.ts";
import { type Deployment, topic } from "./support/topic.ts";
import type { Answer } from "./support/wire.ts";

const here = topic("status");
const { deployments, nodes, wire } = here;

const MERGE = "application/merge-patch+json";

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

beforeAll(async () => {
  await ok(deployments.create({ ...aDeployment("subject"), status: { replicas: 7 } }));
});

function patchStatus(name: string, body: object): Promise<Answer<Deployment>> {
  return wire.send("PATCH", `${deployments.path}/${name}/status`, { body, contentType: MERGE });
}

test("a status that comes with a new object is dropped", async () => {
  const made = await ok(deployments.create({ ...aDeployment("fresh"), status: { replicas: 7 } }));
  expect(made.status?.replicas ?? 0).toBe(0);
});

test("a write of the object leaves the status alone", async () => {
  const patched = await ok(
    deployments.patch("subject", "merge", { spec: { minReadySeconds: 1 }, status: { replicas: 7 } }),
  );
  expect(patched.spec?.minReadySeconds).toBe(1);
  expect(patched.status?.replicas ?? 0).toBe(0);
});

test("a write of the status leaves spec and generation alone", async () => {
  const before = await ok(deployments.get("subject"));
  const condition = { type: "Noted", status: "True", reason: "ByHand", message: "seen" };
  const patched = await ok(patchStatus("subject", { spec: { replicas: 3 }, status: { conditions: [condition] } }));
  expect(patched.spec?.replicas).toBe(0);
  expect(patched.metadata.generation).toBe(before.metadata.generation);
  expect(patched.status?.conditions).toContainEqual(expect.objectContaining(condition));
});

test("the status can be read and replaced by itself, with its version", async () => {
  const read = await ok(wire.send<Deployment>("GET", `${deployments.path}/subject/status`));
  expect(read).toMatchObject({ kind: "Deployment", metadata: { name: "subject" } });
  const body = { ...read, metadata: { ...read.metadata, resourceVersion: "1" } };
  expect(await refused(wire.send("PUT", `${deployments.path}/subject/status`, { body }))).toMatchObject({
    httpStatus: 409,
  });
});

test("who wrote the status is recorded with its door", async () => {
  const path = `${deployments.path}/subject/status`;
  const body = { status: { conditions: [{ type: "Seen", status: "True", reason: "Test", message: "" }] } };
  const query = { fieldManager: "reporter" };
  const { metadata } = await ok(wire.send<Deployment>("PATCH", path, { body, query, contentType: MERGE }));
  const entry = metadata.managedFields?.find(({ manager }) => manager === "reporter");
  expect(entry).toMatchObject({ operation: "Update", subresource: "status" });
  expect(Object.keys(entry?.fieldsV1 ?? {})).toEqual(["f:status"]);
});

test("a kind without a status has no such door", async () => {
  expect((await wire.send("GET", `${here.configMaps.path}/kube-root-ca.crt/status`)).status).toBe(404);
});

test("a node's capacity is written through its status only", async (context) => {
  context.skip(!settings().allowNodeChanges, "it changes a node: needs --allow-node-changes");
  const { metadata } = await aUsableNode(here);
  const key = `contract.lamplighter.dev/${settings().suffix}`;
  const path = `${nodes.path}/${metadata.name}`;
  const body = { status: { capacity: { [key]: "3" } } };
  const throughObject = await ok(nodes.patch(metadata.name, "merge", body));
  expect(throughObject.status?.capacity).not.toHaveProperty(key);
  const throughStatus = await ok(
    wire.send<{ status: object }>("PATCH", `${path}/status`, { body, contentType: MERGE }),
  );
  expect(throughStatus.status).toMatchObject({ capacity: { [key]: "3" } });
  const undo = { status: { capacity: { [key]: null }, allocatable: { [key]: null } } };
  await ok(wire.send("PATCH", `${path}/status`, { body: undo, contentType: MERGE }));
});
