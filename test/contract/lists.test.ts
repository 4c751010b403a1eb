/** Lists: what is selected, in which order and in which pages. */
import { beforeAll, describe, expect, test } from "vitest";
import { SUCCEEDS, shellPod } from "./support/pods.ts";
import { type KubeObject, type List, ok, refused } from "./support/resource.ts";
import { topic } from "./support/topic.ts";

const { configMaps, pods, namespace, wire, namespaced, namespaces } = topic("lists");

const LABELS: Record<string, Record<string, string>> = {
  a: { color: "red", size: "1" },
  b: { color: "green", size: "2" },
  c: { color: "blue" },
  d: { size: "1", set: "" },
};

beforeAll(async () => {
  for (const [name, labels] of Object.entries(LABELS)) {
    await ok(configMaps.create({ metadata: { name, labels: { suite: "lists", ...labels } } }));
  }
});

async function selected(labelSelector: string): Promise<string> {
  return namesOf(await ok(configMaps.list({ labelSelector: `suite=lists,${labelSelector}` })));
}

function namesOf({ items }: { items: { metadata: { name: string } }[] }): string {
  return items.map(({ metadata }) => metadata.name).join(" ");
}

describe("label selectors", () => {
  test.each([
    ["color=red", "a"],
    ["color==red", "a"],
    ["color!=red", "b c d"],
    ["color in (red,green)", "a b"],
    ["color in (red, blue),size", "a"],
    ["color notin (red)", "b c d"],
    ["color", "a b c"],
    ["!color", "d"],
    ["set=", "d"],
    ["size=1,color!=red", "d"],
    ["color=none", ""],
  ])("%s", async (selector, names) => {
    expect(await selected(selector)).toBe(names);
  });

  test("a selector that cannot be read is refused with 400", async () => {
    for (const labelSelector of ["color in red", "a=b=c", "=x", "color in (red"]) {
      expect({ labelSelector, ...(await refused(configMaps.list({ labelSelector }))) }).toMatchObject({
        httpStatus: 400,
        reason: "BadRequest",
      });
    }
  });
});

describe("field selectors", () => {
  test("metadata.name selects one object, != all others", async () => {
    const labelSelector = "suite=lists";
    expect(namesOf(await ok(configMaps.list({ fieldSelector: "metadata.name=b" })))).toBe("b");
    expect(namesOf(await ok(configMaps.list({ labelSelector, fieldSelector: "metadata.name!=b" })))).toBe("a c d");
  });

  test("metadata.namespace selects across namespaces", async () => {
    const query = { fieldSelector: `metadata.namespace=${namespace}`, labelSelector: "suite=lists" };
    expect(namesOf(await ok(wire.send("GET", "/api/v1/configmaps", { query })))).toBe("a b c d");
  });

  test("pods are selected by their node and phase", async () => {
    await ok(pods.create(shellPod("nowhere", SUCCEEDS, { spec: { nodeName: "no-such-node" } })));
    expect(namesOf(await ok(pods.list({ fieldSelector: "spec.nodeName=no-such-node" })))).toBe("nowhere");
    expect(namesOf(await ok(pods.list({ fieldSelector: "status.phase=Pending" })))).toBe("nowhere");
    expect(namesOf(await ok(pods.list({ fieldSelector: "status.phase!=Pending" })))).toBe("");
    await pods.delete("nowhere", { gracePeriodSeconds: 0 });
  });

  test("Secrets are selected by their type", async () => {
    const secrets = namespaced("v1", "secrets");
    await ok(secrets.create({ metadata: { name: "special" }, type: "example.com/special" }));
    await ok(secrets.create({ metadata: { name: "plain" } }));
    expect(namesOf(await ok(secrets.list({ fieldSelector: "type=example.com/special" })))).toBe("special");
  });

  test("a field that a kind does not offer is refused with 400", async () => {
    expect((await configMaps.list({ fieldSelector: "data.key=x" })).status).toBe(400);
  });
});

describe("the list itself", () => {
  test("has its own kind and resourceVersion, and items without kind, in order of their names", async () => {
    const list = await ok(configMaps.list({ labelSelector: "suite=lists" }));
    expect(list).toMatchObject({ apiVersion: "v1", kind: "ConfigMapList" });
    expect(Number(list.metadata.resourceVersion)).toBeGreaterThan(0);
    expect(namesOf(list)).toBe("a b c d");
    expect(list.items[0]).not.toHaveProperty("kind");
  });

  test("is empty, not absent, where nothing is selected", async () => {
    expect(await configMaps.list({ labelSelector: "suite=none" })).toMatchObject({ status: 200, body: { items: [] } });
    expect(await wire.send("GET", `/api/v1/namespaces/${namespace}-absent/configmaps`)).toMatchObject({
      status: 200,
      body: { items: [] },
    });
  });

  test("spans all namespaces where none is named", async () => {
    const list = await ok(
      wire.send<List<KubeObject>>("GET", "/api/v1/configmaps", { query: { labelSelector: "suite=lists" } }),
    );
    expect(list.items.map(({ metadata }) => metadata.namespace)).toContain(namespace);
  });

  test("of a namespace holds nothing of another", async () => {
    const { items } = await ok(namespaces.list());
    expect(items.length).toBeGreaterThan(1);
    const list = await ok(configMaps.list());
    expect(new Set(list.items.map(({ metadata }) => metadata.namespace))).toEqual(new Set([namespace]));
  });

  test("can be had as a Table, as kubectl prints it", async () => {
    const headers = { accept: "application/json;as=Table;v=v1;g=meta.k8s.io,application/json" };
    const answer = await wire.send<{ columnDefinitions: { name: string }[]; rows: { cells: unknown[] }[] }>(
      "GET",
      configMaps.path,
      { headers, query: { labelSelector: "suite=lists" } },
    );
    expect(answer.body).toMatchObject({ kind: "Table", apiVersion: "meta.k8s.io/v1" });
    expect(answer.body.columnDefinitions.map(({ name }) => name)).toEqual(["Name", "Data", "Age"]);
    expect(answer.body.rows.map(({ cells }) => cells[0])).toEqual(["a", "b", "c", "d"]);
  });

  test("can be had as metadata only", async () => {
    const headers = { accept: "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json" };
    const answer = await wire.send<List<KubeObject>>("GET", configMaps.path, {
      headers,
      query: { labelSelector: "suite=lists" },
    });
    expect(answer.body).toMatchObject({ kind: "PartialObjectMetadataList" });
    expect(answer.body.items[0]).toMatchObject({ metadata: { name: "a" } });
    expect(answer.body.items[0]).not.toHaveProperty("data");
  });
});

describe("pages", () => {
  const page = (query: Record<string, string | number>) =>
    ok(configMaps.list({ labelSelector: "suite=lists", ...query }));

  test("follow each other by their continue token, without gaps or repeats", async () => {
    const first = await page({ limit: 3 });
    expect(namesOf(first)).toBe("a b c");
    const second = await page({ limit: 3, continue: tokenOf(first) });
    expect(namesOf(second)).toBe("d");
    expect(tokenOf(second)).toBe("");
  });

  test("show one moment, although objects come and go in between", async () => {
    const first = await page({ limit: 2 });
    await ok(configMaps.create({ metadata: { name: "bb", labels: { suite: "lists" } } }));
    await ok(configMaps.create({ metadata: { name: "e", labels: { suite: "lists" } } }));
    const second = await page({ limit: 10, continue: tokenOf(first) });
    expect(namesOf(second)).toBe("c d");
    expect(second.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
    await configMaps.delete("bb");
    await configMaps.delete("e");
  });

  test("say how many remain, where nothing is selected", async () => {
    const all = await ok(configMaps.list());
    const first = await ok(configMaps.list({ limit: 2 }));
    expect(first.metadata.remainingItemCount).toBe(all.items.length - 2);
    const selection = await page({ limit: 2 });
    expect(selection.metadata.remainingItemCount).toBeUndefined();
  });

  test("need a token that the server gave", async () => {
    expect(await refused(configMaps.list({ limit: 2, continue: "forged" }))).toMatchObject({ httpStatus: 400 });
  });
});

/** The client's type calls it `_continue`, the wire does not. */
function tokenOf({ metadata }: List<KubeObject>): string {
  return (metadata as { continue?: string }).continue ?? "";
}
