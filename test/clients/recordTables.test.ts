import type { TokenCredential } from "@azure/core-auth";
import { afterEach, describe, expect, it } from "vitest";
import { createTablesSimulator } from "../../local/azure/tables/tablesSimulator.ts";
import { createTokens } from "../../local/azure/tokens.ts";
import { createVirtualClock } from "../../local/world/clock.ts";
import type { WireHandler } from "../../local/world/wire.ts";
import { openWorldStore } from "../../local/world/worldStore.ts";
import { createRecordTables } from "../../src/clients/recordTables.ts";
import { BINDINGS, type Bound, endpointOf } from "./bindings.ts";

describe.each(BINDINGS)("RecordTables over $name", ({ bind }) => {
  const bound: Bound[] = [];
  afterEach(async () => {
    for (const each of bound.splice(0)) await each.close();
  });

  async function tables(around: (handler: WireHandler) => WireHandler = (handler) => handler) {
    const clock = createVirtualClock({ startAt: Date.parse("2026-09-01T08:00:00Z") });
    const tokens = createTokens({ clock });
    const simulator = createTablesSimulator({ world: openWorldStore(":memory:"), clock, tokens });
    const each = await bind(around(simulator.handle), clock);
    bound.push(each);
    const { token } = tokens.issue("https://storage.azure.com", "app");
    const credential: TokenCredential = {
      getToken: () => Promise.resolve({ token, expiresOnTimestamp: Date.now() + 3_600_000 }),
    };
    return createRecordTables({ ...endpointOf(each), credential });
  }

  it("find nothing before anything was written", async () => {
    const { clusters } = await tables();
    expect(await clusters.read("p", "r")).toBeUndefined();
    expect(await clusters.list("p", { limit: 10 })).toEqual([]);
    await clusters.remove("p", "r");
    expect(await clusters.replace("p", "r", {}, 'W/"etag"')).toBe(false);
  });

  it("insert a row once", async () => {
    const { clusters } = await tables();
    expect(await clusters.insert("sub/group", "o'brien#1?", { run: 1 })).toBe(true);
    expect(await clusters.insert("sub/group", "o'brien#1?", { run: 2 })).toBe(false);
    expect(await clusters.read("sub/group", "o'brien#1?")).toMatchObject({ value: { run: 1 } });
  });

  it("replace a row only as it was read", async () => {
    const { clusters } = await tables();
    await clusters.put("p", "r", { run: 1 });
    const read = await clusters.read("p", "r");
    expect(await clusters.replace("p", "r", { run: 2 }, read?.etag ?? "")).toBe(true);
    expect(await clusters.replace("p", "r", { run: 3 }, read?.etag ?? "")).toBe(false);
    expect((await clusters.read("p", "r"))?.value).toEqual({ run: 2 });
  });

  it("keep documents apart by table, and forget removed ones", async () => {
    const { clusters, evidence } = await tables();
    await clusters.put("p", "r", "cluster");
    await evidence.put("p", "r", "evidence");
    await clusters.remove("p", "r");
    expect(await clusters.read("p", "r")).toBeUndefined();
    expect((await evidence.read("p", "r"))?.value).toBe("evidence");
  });

  it("hold a large document, and a small one in its place", async () => {
    const { preparations } = await tables();
    const large = { text: "\u{1F4A1}a".repeat(60_000) };
    await preparations.put("p", "r", large);
    expect((await preparations.read("p", "r"))?.value).toEqual(large);
    await preparations.put("p", "r", { text: "small" });
    expect((await preparations.read("p", "r"))?.value).toEqual({ text: "small" });
  });

  it("refuse what no row can hold, naming it", async () => {
    const { preparations } = await tables();
    await expect(preparations.put("p", "big", "x".repeat(600_000))).rejects.toMatchObject({
      message: expect.stringMatching(/^PUT preparations failed: Row p\/big would take \d+ bytes/) as string,
      details: { retry: "never" },
    });
  });

  it("put many rows of a partition, the last of the same key", async () => {
    const { evidence } = await tables();
    const rows = Array.from({ length: 250 }, (_, index) => ({
      row: `node-${String(index).padStart(3, "0")}`,
      value: index,
    }));
    await evidence.putAll("run", [...rows, { row: "node-000", value: "again" }]);
    await evidence.putAll("other", [{ row: "node-000", value: "other" }]);
    const found = await evidence.list("run", { limit: 1000 });
    expect(found.map(({ row }) => row)).toEqual(rows.map(({ row }) => row));
    expect(found[0]?.value).toBe("again");
    expect(found[249]?.value).toBe(249);
  });

  it("call many rows kept only when the whole answer says so", async () => {
    const { evidence } = await tables((handler) => async (request) => {
      const response = await handler(request);
      if (!request.url.endsWith("/$batch") || typeof response.body !== "string") return response;
      const body = response.body.slice(0, response.body.length / 2);
      return { ...response, body, headers: { ...response.headers, "content-length": String(body.length) } };
    });
    await expect(evidence.putAll("run", [{ row: "node-000", value: 1 }])).rejects.toMatchObject({
      details: { retry: "soon", code: "AzureUnreachable", operation: "PUT evidence" },
    });
  });

  it("list in pages, in order of the row keys", async () => {
    const { verifications } = await tables();
    for (const row of ["c", "a/1", "b"]) await verifications.put("p", row, row);
    const first = await verifications.list<string>("p", { limit: 2 });
    expect(first).toEqual([
      { row: "a/1", value: "a/1" },
      { row: "b", value: "b" },
    ]);
    expect(await verifications.list("p", { after: first[1]?.row ?? "", limit: 2 })).toEqual([{ row: "c", value: "c" }]);
  });

  it("leave a transient failure to the caller, after one request", async () => {
    let requests = 0;
    const { clusters } = await tables(() => () => {
      requests += 1;
      return { status: 503, headers: { "retry-after": "5" }, body: "" };
    });
    await expect(clusters.put("p", "r", 1)).rejects.toMatchObject({
      details: { retry: "soon", status: 503, retryAfterSeconds: 5, operation: "PUT clusters" },
    });
    expect(requests).toBe(1);
  });
});
