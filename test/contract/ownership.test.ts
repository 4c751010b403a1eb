/** What is deleted with its owner, what holds a deletion up, and what is left behind. */
import { describe, expect, test } from "vitest";
import { meanwhile } from "./support/eventually.ts";
import { type Json, ok, refused } from "./support/resource.ts";
import { topic } from "./support/topic.ts";

const { configMaps, namespaced } = topic("ownership");
const secrets = namespaced("v1", "secrets");

const FINALIZER = "contract.lamplighter.dev/hold";

function ownedBy(...owners: Json[]) {
  return owners.map(({ metadata }) => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    name: metadata.name,
    uid: metadata.uid,
  }));
}

async function anOwner(name: string, metadata: object = {}): Promise<Json> {
  return ok(configMaps.create({ metadata: { name, ...metadata } }));
}

async function aDependent(name: string, ...owners: Json[]): Promise<Json> {
  return ok(secrets.create({ metadata: { name, ownerReferences: ownedBy(...owners) } }));
}

async function release(name: string): Promise<void> {
  await ok(configMaps.patch(name, "merge", { metadata: { finalizers: null } }));
}

describe("a deletion in the background", () => {
  test("takes dependents along, after the owner", async () => {
    const owner = await anOwner("background");
    await aDependent("background", owner);
    await ok(configMaps.delete("background", { propagationPolicy: "Background" }));
    expect((await configMaps.get("background")).status).toBe(404);
    expect(await secrets.gone("background")).toBe("gone");
  });

  test("is what happens when nobody says otherwise", async () => {
    await aDependent("unsaid", await anOwner("unsaid"));
    await ok(configMaps.delete("unsaid"));
    expect(await secrets.gone("unsaid")).toBe("gone");
  });

  test("goes down every level", async () => {
    const top = await anOwner("top");
    const middle = await ok(configMaps.create({ metadata: { name: "middle", ownerReferences: ownedBy(top) } }));
    await aDependent("bottom", middle);
    await ok(configMaps.delete("top"));
    expect(await configMaps.gone("middle")).toBe("gone");
    expect(await secrets.gone("bottom")).toBe("gone");
  });
});

describe("a deletion in the foreground", () => {
  test("keeps the owner until its blocking dependents are gone", async () => {
    const owner = await anOwner("foreground");
    const ownerReferences = ownedBy(owner).map((reference) => ({ ...reference, blockOwnerDeletion: true }));
    await ok(configMaps.create({ metadata: { name: "blocking", ownerReferences, finalizers: [FINALIZER] } }));
    await ok(configMaps.delete("foreground", { propagationPolicy: "Foreground" }));
    const waiting = await configMaps.until(
      "foreground",
      "waits",
      ({ metadata }) => metadata.deletionTimestamp !== undefined,
    );
    expect(waiting.metadata.finalizers).toContain("foregroundDeletion");
    await configMaps.until("blocking", "is being deleted", ({ metadata }) => metadata.deletionTimestamp !== undefined);
    expect((await configMaps.get("foreground")).status).toBe(200);
    await release("blocking");
    expect(await configMaps.gone("blocking")).toBe("gone");
    expect(await configMaps.gone("foreground")).toBe("gone");
  });
});

describe("a deletion that orphans", () => {
  test("leaves dependents without the reference", async () => {
    await aDependent("orphan", await anOwner("orphaning"));
    await ok(configMaps.delete("orphaning", { propagationPolicy: "Orphan" }));
    expect(await configMaps.gone("orphaning")).toBe("gone");
    const orphan = await secrets.until(
      "orphan",
      "is released",
      ({ metadata }) => metadata.ownerReferences === undefined,
    );
    expect(orphan.metadata.deletionTimestamp).toBeUndefined();
  });
});

describe("a dependent", () => {
  test("of two owners stays until both are gone", async () => {
    const [first, second] = [await anOwner("first"), await anOwner("second")];
    await aDependent("double", first, second);
    await ok(configMaps.delete("first"));
    await meanwhile(10);
    expect((await secrets.get("double")).status).toBe(200);
    await ok(configMaps.delete("second"));
    expect(await secrets.gone("double")).toBe("gone");
  });

  test("of an owner that never was is removed", async () => {
    const ghost = { metadata: { name: "ghost", uid: "00000000-0000-4000-8000-000000000000" } } as Json;
    await aDependent("haunted", ghost);
    expect(await secrets.gone("haunted")).toBe("gone");
  });

  test("of a recreated owner is removed: the uid decides, not the name", async () => {
    const former = await anOwner("namesake");
    await ok(configMaps.delete("namesake"));
    await anOwner("namesake");
    await aDependent("outdated", former);
    expect(await secrets.gone("outdated")).toBe("gone");
  });
});

describe("a finalizer", () => {
  test("holds a deleted object until it is removed", async () => {
    await anOwner("held", { finalizers: [FINALIZER] });
    const answer = await ok(configMaps.delete("held"));
    expect(answer).toMatchObject({ metadata: { name: "held", finalizers: [FINALIZER] } });
    const held = await ok(configMaps.get("held"));
    expect(held.metadata.deletionTimestamp).toMatch(/^\d{4}-/);
    await release("held");
    expect(await configMaps.gone("held")).toBe("gone");
  });

  test("lets a deleted object change, and be deleted again without effect", async () => {
    await anOwner("changing", { finalizers: [FINALIZER] });
    await ok(configMaps.delete("changing"));
    const { metadata } = await ok(configMaps.get("changing"));
    expect(await ok(configMaps.patch("changing", "merge", { data: { a: "1" } }))).toMatchObject({ data: { a: "1" } });
    await ok(configMaps.delete("changing"));
    expect((await ok(configMaps.get("changing"))).metadata.deletionTimestamp).toBe(metadata.deletionTimestamp);
    await release("changing");
    expect(await configMaps.gone("changing")).toBe("gone");
  });

  test("cannot be added once an object is deleted", async () => {
    await anOwner("closed", { finalizers: [FINALIZER] });
    await ok(configMaps.delete("closed"));
    const finalizers = [FINALIZER, "contract.lamplighter.dev/late"];
    expect(await refused(configMaps.patch("closed", "merge", { metadata: { finalizers } }))).toMatchObject({
      httpStatus: 422,
    });
    await release("closed");
  });

  test("needs a qualified name", async () => {
    expect((await configMaps.create({ metadata: { name: "bad", finalizers: ["not valid"] } })).status).toBe(422);
  });

  test("keeps the name occupied", async () => {
    await anOwner("occupied", { finalizers: [FINALIZER] });
    await ok(configMaps.delete("occupied"));
    const refusal = await refused(configMaps.create({ metadata: { name: "occupied" } }));
    expect(refusal).toMatchObject({ httpStatus: 409, reason: "AlreadyExists" });
    await release("occupied");
  });
});

describe("a deletion of a collection", () => {
  test("takes what its selector selects, and nothing else", async () => {
    for (const group of ["x", "x", "y"]) {
      await ok(configMaps.create({ metadata: { generateName: "many-", labels: { group } } }));
    }
    expect((await configMaps.deleteMany({ labelSelector: "group=x" })).status).toBe(200);
    expect((await ok(configMaps.list({ labelSelector: "group=x" }))).items).toEqual([]);
    expect((await ok(configMaps.list({ labelSelector: "group=y" }))).items).toHaveLength(1);
  });

  test("cascades like a deletion of each", async () => {
    const owner = await anOwner("collected", { labels: { group: "collected" } });
    await aDependent("collected", owner);
    await ok(configMaps.deleteMany({ labelSelector: "group=collected" }, { propagationPolicy: "Background" }));
    expect(await secrets.gone("collected")).toBe("gone");
  });
});

test("an unknown propagation policy is refused", async () => {
  await anOwner("policy");
  expect([400, 422]).toContain((await configMaps.delete("policy", { propagationPolicy: "Sideways" })).status);
});
