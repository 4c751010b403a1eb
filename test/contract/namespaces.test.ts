/** Namespaces: what they come with, and how they end. */
import { expect, test } from "vitest";
import { ok, refused, resource } from "./support/resource.ts";
import { settings } from "./support/settings.ts";
import { ownNamespace, topic } from "./support/topic.ts";

const { namespaces, wire, named, namespace } = topic("namespaces");

const configMapsOf = (name: string) => resource(wire, "v1", "configmaps", name);

async function aNamespace(name: string): Promise<string> {
  const full = named(name);
  await ok(namespaces.create(ownNamespace(full, settings().suffix)));
  return full;
}

test("a namespace is Active and labelled with its own name", async () => {
  expect(await ok(namespaces.get(namespace))).toMatchObject({
    metadata: { labels: { "kubernetes.io/metadata.name": namespace } },
    spec: { finalizers: ["kubernetes"] },
    status: { phase: "Active" },
  });
});

test("a namespace gets a default ServiceAccount and the cluster's root certificate", async () => {
  const name = await aNamespace("furnished");
  await resource(wire, "v1", "serviceaccounts", name).until("default", "is there", () => true);
  const certificates = await configMapsOf(name).until("kube-root-ca.crt", "is there", () => true);
  expect(certificates.data?.["ca.crt"]).toContain("BEGIN CERTIFICATE");
});

test("a deleted namespace terminates with everything in it", async () => {
  const name = await aNamespace("ending");
  await ok(configMapsOf(name).create({ metadata: { name: "inside" } }));
  const answer = await ok(namespaces.delete(name));
  expect(answer).toMatchObject({ metadata: { name }, status: { phase: "Terminating" } });
  expect(await namespaces.gone(name)).toBe("gone");
  expect((await configMapsOf(name).get("inside")).status).toBe(404);
});

test("a terminating namespace accepts nothing new, and says why", async () => {
  const name = await aNamespace("closing");
  const configMaps = configMapsOf(name);
  const finalizers = ["contract.lamplighter.dev/hold"];
  await ok(configMaps.create({ metadata: { name: "held", finalizers } }));
  await ok(namespaces.delete(name));
  expect(await refused(configMaps.create({ metadata: { name: "late" } }))).toMatchObject({
    httpStatus: 403,
    reason: "Forbidden",
    message: expect.stringContaining("because it is being terminated") as unknown,
    details: { causes: [{ reason: "NamespaceTerminating", field: "metadata.namespace" }] },
  });
  expect((await ok(namespaces.get(name))).status).toMatchObject({ phase: "Terminating" });
  await ok(configMaps.patch("held", "merge", { metadata: { finalizers: null } }));
  expect(await namespaces.gone(name)).toBe("gone");
});

test("a namespace that cannot end says in its conditions what is left", async () => {
  const name = await aNamespace("stuck");
  const configMaps = configMapsOf(name);
  await ok(configMaps.create({ metadata: { name: "held", finalizers: ["contract.lamplighter.dev/hold"] } }));
  await ok(namespaces.delete(name));
  const conditions = (status: Record<string, unknown> | undefined) =>
    (status?.["conditions"] ?? []) as { type: string; status: string; message: string }[];
  const stuck = await namespaces.until(name, "says what is left", ({ status }) =>
    conditions(status).some(({ type, status: holds }) => type === "NamespaceFinalizersRemaining" && holds === "True"),
  );
  expect(conditions(stuck.status)).toContainEqual(
    expect.objectContaining({
      type: "NamespaceFinalizersRemaining",
      message: expect.stringContaining("contract.lamplighter.dev/hold") as unknown,
    }),
  );
  expect(conditions(stuck.status)).toContainEqual(
    expect.objectContaining({
      type: "NamespaceContentRemaining",
      status: "True",
      message: expect.stringContaining("configmaps. has 1 resource instances") as unknown,
    }),
  );
  await ok(configMaps.patch("held", "merge", { metadata: { finalizers: null } }));
  expect(await namespaces.gone(name)).toBe("gone");
});

test("namespaces are applied like other objects, and keep what others have set", async () => {
  const name = named("applied");
  const own = ownNamespace(name, settings().suffix);
  await ok(namespaces.apply(own, { manager: "lamplighter", force: true }));
  await ok(namespaces.patch(name, "merge", { metadata: { labels: { team: "x" } } }));
  const again = await ok(namespaces.apply(own, { manager: "lamplighter", force: true }));
  expect(again.metadata.labels).toMatchObject({ team: "x", "pod-security.kubernetes.io/enforce": "privileged" });
});
