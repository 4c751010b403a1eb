/** CustomResourceDefinitions and the kinds they bring: unknown before, usable once established, gone afterwards. */
import { KubernetesObjectApi } from "@kubernetes/client-node";
import { beforeAll, describe, expect, test } from "vitest";
import { appClient } from "./support/appClient.ts";
import { conditionsOf, definition, establish, isEstablished } from "./support/definitions.ts";
import { eventually } from "./support/eventually.ts";
import { suiteGroup } from "./support/names.ts";
import { ok, refused, type Sent } from "./support/resource.ts";
import { settings } from "./support/settings.ts";
import { topic } from "./support/topic.ts";

const { clusterWide, namespaced, namespace, wire, named } = topic("crds");

const group = suiteGroup(settings().suffix);
const apiVersion = `${group}/v1`;
const definitions = clusterWide("apiextensions.k8s.io/v1", "customresourcedefinitions");
const lamps = namespaced(apiVersion, "lamps");
const lampSchema = {
  type: "object",
  properties: {
    spec: {
      type: "object",
      required: ["brightness"],
      properties: {
        brightness: { type: "integer", minimum: 0, maximum: 100 },
        color: { type: "string", enum: ["warm", "cold"], default: "warm" },
        name: { type: "string", pattern: "^[a-z]+$", maxLength: 5 },
        open: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
        places: {
          type: "array",
          items: {
            type: "object",
            properties: { name: { type: "string" }, floor: { type: "integer" } },
            required: ["name"],
          },
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": ["name"],
        },
      },
    },
    status: { type: "object", properties: { lit: { type: "boolean" } } },
  },
};

const lampDefinition = (kind: string, version: object = {}): Sent =>
  definition({
    kind,
    schema: lampSchema,
    version: {
      additionalPrinterColumns: [{ name: "Brightness", type: "integer", jsonPath: ".spec.brightness" }],
      ...version,
    },
  });

const aLamp = (name: string, spec: object = { brightness: 50 }, metadata: object = {}): Sent => ({
  apiVersion,
  kind: "Lamp",
  metadata: { name, ...metadata },
  spec,
});

describe("before its definition", () => {
  test("a kind's group, list and objects are 404", async () => {
    const unknown = `${named("unknown").slice(-8)}.example.com`;
    for (const path of [`/apis/${unknown}/v1`, `/apis/${unknown}/v1/lamps`, `/apis/${unknown}/v1/lamps/x`]) {
      expect({ path, status: (await wire.send("GET", path)).status }).toEqual({ path, status: 404 });
    }
  });

  test("the client says that the kind is missing", async () => {
    const objects = KubernetesObjectApi.makeApiClient(wire.config);
    const missing = { apiVersion: "apps/v1", kind: "Lamp", metadata: { name: "x" } };
    await expect(objects.read(missing)).rejects.toThrow("Unrecognized API version and kind: apps/v1 Lamp");
  });
});

test("a definition says that its names are accepted before it is established", async () => {
  const made = await ok(definitions.create(lampDefinition("Early")));
  const early = `earlys.${group}`;
  expect(made.metadata.generation).toBe(1);
  const accepted = await definitions.until(early, "has conditions", (object) => conditionsOf(object).length > 0);
  expect(conditionsOf(accepted).find(({ type }) => type === "NamesAccepted")).toMatchObject({ status: "True" });
  const established = await definitions.until(early, "is established", isEstablished);
  expect(established.status).toMatchObject({
    acceptedNames: { kind: "Early", plural: "earlys" },
    storedVersions: ["v1"],
  });
});

test("the app's own apply says that the kind is missing until it can be used", async () => {
  const app = appClient(wire);
  const dusk = { apiVersion, kind: "Dusk", metadata: { name: "one", namespace }, spec: { hour: 20 } };
  expect(await app.apply(dusk)).toBe("kindMissing");
  await ok(definitions.create(definition({ kind: "Dusk" })));
  const applied = await eventually(
    "the kind can be used",
    () => app.apply(dusk),
    (answer) => answer !== "kindMissing",
  );
  expect(applied).toMatchObject({ spec: { hour: 20 } });
});

test("a definition is named after its plural and group", async () => {
  const wrong = { ...lampDefinition("Wrong"), metadata: { name: `other.${group}` } };
  expect(await refused(definitions.create(wrong))).toMatchObject({ httpStatus: 422, reason: "Invalid" });
});

test("a definition needs a schema and exactly one stored version", async () => {
  const schemaless = lampDefinition("Bare", { schema: undefined });
  expect((await definitions.create(schemaless)).status).toBe(422);
  expect((await definitions.create(lampDefinition("Unstored", { storage: false }))).status).toBe(422);
});

describe("once established", () => {
  beforeAll(async () => {
    await establish(definitions, lampDefinition("Lamp"), lamps);
  });

  test("the kind is in discovery, with its short names", async () => {
    expect((await wire.send("GET", `/apis/${group}/v1`)).body).toMatchObject({
      resources: expect.arrayContaining([
        expect.objectContaining({ name: "lamps", kind: "Lamp", namespaced: true, shortNames: ["lax"] }),
        expect.objectContaining({ name: "lamps/status" }),
      ]) as unknown,
    });
  });

  test("its objects are created, read, listed with their type, patched and deleted", async () => {
    expect((await lamps.create(aLamp("first"))).status).toBe(201);
    expect(await ok(lamps.list())).toMatchObject({ kind: "LampList", items: [{ kind: "Lamp", apiVersion }] });
    expect(await ok(lamps.patch("first", "merge", { spec: { brightness: 60 } }))).toMatchObject({
      metadata: { generation: 2 },
      spec: { brightness: 60 },
    });
    expect((await lamps.delete("first")).status).toBe(200);
    expect((await lamps.get("first")).status).toBe(404);
  });

  test("defaults of its schema are filled in", async () => {
    expect((await ok(lamps.create(aLamp("defaulted")))).spec).toEqual({ brightness: 50, color: "warm" });
  });

  test("unknown fields are pruned, but not where the schema keeps them", async () => {
    const spec = { brightness: 1, unknown: 1, open: { anything: { goes: true } } };
    const made = await ok(lamps.create(aLamp("pruned", spec)));
    expect(made.spec).toEqual({ brightness: 1, color: "warm", open: { anything: { goes: true } } });
  });

  test("Strict refuses an unknown field", async () => {
    const answer = lamps.create(aLamp("strict", { brightness: 1, unknown: 1 }), { fieldValidation: "Strict" });
    expect(await refused(answer)).toMatchObject({
      httpStatus: 400,
      message: expect.stringContaining('unknown field "spec.unknown"') as unknown,
    });
  });

  test.each([
    ["a missing field", {}, "spec.brightness"],
    ["a wrong type", { brightness: "bright" }, "spec.brightness"],
    ["a fraction for an integer", { brightness: 1.5 }, "spec.brightness"],
    ["too small a number", { brightness: -1 }, "spec.brightness"],
    ["too large a number", { brightness: 101 }, "spec.brightness"],
    ["a value outside of an enum", { brightness: 1, color: "green" }, "spec.color"],
    ["a text that misses its pattern", { brightness: 1, name: "UP" }, "spec.name"],
    ["too long a text", { brightness: 1, name: "toolong" }, "spec.name"],
    ["a list item without its required field", { brightness: 1, places: [{ floor: 1 }] }, "spec.places[0].name"],
  ])("%s is refused with 422, naming the field", async (_what, spec, field) => {
    const refusal = await refused(lamps.create(aLamp("invalid", spec)));
    expect(refusal).toMatchObject({ httpStatus: 422, reason: "Invalid" });
    expect(refusal.details?.causes?.map((cause) => cause.field)).toContain(field);
  });

  test("its status is another door: each leaves the other half alone", async () => {
    const made = await ok(lamps.create({ ...aLamp("halves"), status: { lit: true } }));
    expect(made).not.toHaveProperty("status");
    const reported = await ok(
      wire.send("PATCH", `${lamps.path}/halves/status`, {
        body: { spec: { brightness: 99 }, status: { lit: true } },
        contentType: "application/merge-patch+json",
      }),
    );
    expect(reported).toMatchObject({ spec: { brightness: 50 }, status: { lit: true }, metadata: { generation: 1 } });
    const changed = await ok(lamps.patch("halves", "merge", { spec: { brightness: 10 }, status: { lit: false } }));
    expect(changed).toMatchObject({ spec: { brightness: 10 }, status: { lit: true }, metadata: { generation: 2 } });
  });

  test("server-side apply merges its keyed lists", async () => {
    const place = (name: string) => aLamp("applied", { brightness: 1, places: [{ name, floor: 1 }] });
    await ok(lamps.apply(place("hall"), { manager: "one" }));
    const both = await ok(lamps.apply({ ...place("attic") }, { manager: "two" }));
    expect(both.spec).toMatchObject({ places: [{ name: "hall" }, { name: "attic" }] });
  });

  test("a strategic merge patch is refused with 415", async () => {
    await ok(lamps.create(aLamp("strategic")));
    expect((await lamps.patch("strategic", "strategic", { spec: { brightness: 1 } })).status).toBe(415);
  });

  test("its objects are watched like any other", async () => {
    const { metadata } = await ok(lamps.list());
    const watch = await lamps.watch({ resourceVersion: metadata.resourceVersion });
    await ok(lamps.create(aLamp("watched")));
    expect(await watch.next()).toMatchObject({
      type: "ADDED",
      object: { kind: "Lamp", metadata: { name: "watched" } },
    });
    watch.close();
  });

  test("its Table has the columns of the definition", async () => {
    await ok(lamps.create(aLamp("printed", { brightness: 33 })));
    const headers = { accept: "application/json;as=Table;v=v1;g=meta.k8s.io" };
    const { body } = await wire.send<{ columnDefinitions: { name: string }[]; rows: { cells: unknown[] }[] }>(
      "GET",
      `${lamps.path}/printed`,
      { headers },
    );
    expect(body.columnDefinitions.map(({ name }) => name)).toEqual(["Name", "Brightness"]);
    expect(body.rows[0]?.cells).toEqual(["printed", 33]);
  });
});

test("a version that is not served is 404", async () => {
  const sent = lampDefinition("Hidden");
  const spec = sent["spec"] as { versions: object[] };
  const unserved = { ...spec.versions[0], name: "v2", served: false, storage: false };
  const both = { ...sent, spec: { ...spec, versions: [...spec.versions, unserved] } };
  await establish(definitions, both, namespaced(apiVersion, "hiddens"));
  expect((await namespaced(`${group}/v2`, "hiddens").list()).status).toBe(404);
});

test("a cluster-wide kind has no namespaces", async () => {
  const towers = clusterWide(apiVersion, "towers");
  await establish(definitions, definition({ kind: "Tower", scope: "Cluster" }), towers);
  const made = await ok(
    towers.create({ apiVersion, kind: "Tower", metadata: { name: "one" }, spec: { brightness: 1 } }),
  );
  expect(made.metadata).not.toHaveProperty("namespace");
  expect((await namespaced(apiVersion, "towers").get("one")).status).toBe(404);
});

test("a deleted definition takes its objects along and ends their kind", async () => {
  const briefs = namespaced(apiVersion, "briefs");
  await establish(definitions, definition({ kind: "Brief" }), briefs);
  await ok(briefs.create({ apiVersion, kind: "Brief", metadata: { name: "one" }, spec: { brightness: 1 } }));
  await ok(definitions.delete(`briefs.${group}`));
  expect(await definitions.gone(`briefs.${group}`)).toBe("gone");
  await eventually(
    "briefs are gone",
    () => briefs.list(),
    ({ status }) => status === 404,
  );
});
