import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TableClient, type TransactionAction } from "@azure/data-tables";
import { describe, expect, it } from "vitest";
import { createTablesSimulator } from "../../../local/azure/tables/tablesSimulator.ts";
import { createTokens, STORAGE_AUDIENCE } from "../../../local/azure/tokens.ts";
import { createVirtualClock } from "../../../local/world/clock.ts";
import { openWorldStore } from "../../../local/world/worldStore.ts";
import { inProcessHttpClient } from "./inProcessHttpClient.ts";
import { describeTablesBehaviour, failure } from "./tablesBehaviour.ts";

const HOST = "lamplighter.table.core.windows.net";

function aService(file = ":memory:", audience: string = STORAGE_AUDIENCE) {
  const world = openWorldStore(file);
  const clock = createVirtualClock({ startAt: Date.parse("2026-09-01T08:00:00Z") });
  const tokens = createTokens({ clock });
  const { token } = tokens.issue(audience, "app");
  const credential = {
    getToken: () => Promise.resolve({ token, expiresOnTimestamp: Number.MAX_SAFE_INTEGER }),
  };
  const httpClient = inProcessHttpClient(HOST, createTablesSimulator({ world, clock, tokens }).handle, clock);
  const connect = (table: string) =>
    new TableClient(`https://${HOST}`, table, credential, { httpClient, retryOptions: { maxRetries: 0 } });
  return { world, clock, tokens, connect };
}

describeTablesBehaviour("Tables simulator", aService().connect);

describe("Tables simulator", () => {
  it("keeps what was written when its world is opened again", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "tables-")), "world.db");
    const before = aService(file);
    await before.connect("kept").createTable();
    await before.connect("kept").createEntity({ partitionKey: "p", rowKey: "r", value: 1 });
    before.world.close();
    expect(await aService(file).connect("kept").getEntity("p", "r")).toMatchObject({ value: 1 });
  });

  it("refuses an entity above 1 MiB and a transaction above 4 MiB", async () => {
    const table = aService().connect("large");
    await table.createTable();
    const texts = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`text${index}`, "x".repeat(30_000)]));
    const insert = table.createEntity({ partitionKey: "p", rowKey: "r", ...texts });
    await expect(failure(insert)).resolves.toEqual({ status: 400, code: "EntityTooLarge" });
    const actions = Array.from(
      { length: 100 },
      (_, row): TransactionAction => [
        "upsert",
        { partitionKey: "p", rowKey: `r${row}`, a: "x".repeat(30_000), b: "x".repeat(30_000) },
      ],
    );
    await expect(failure(table.submitTransaction(actions))).resolves.toEqual({
      status: 413,
      code: "RequestBodyTooLarge",
    });
    await expect(failure(table.getEntity("p", "r0"))).resolves.toMatchObject({ status: 404 });
  });

  it("refuses a transaction over two partitions, or of more than a hundred writes", async () => {
    const { world, clock, tokens } = aService();
    const { handle } = createTablesSimulator({ world, clock, tokens });
    const authorization = `Bearer ${tokens.issue(STORAGE_AUDIENCE, "app").token}`;
    const write = (partitionKey: string, rowKey: string) =>
      `--changeset_1\r\nContent-Type: application/http\r\n\r\nPOST https://${HOST}/any HTTP/1.1\r\naccept: application/json\r\n\r\n${JSON.stringify({ PartitionKey: partitionKey, RowKey: rowKey })}\r\n`;
    const submit = async (writes: string[]) => {
      const changeset = `--batch_1\r\nContent-Type: multipart/mixed; boundary=changeset_1\r\n\r\n${writes.join("")}--changeset_1--\r\n--batch_1--\r\n`;
      const headers = { authorization, "content-type": "multipart/mixed; boundary=batch_1" };
      const body = new TextEncoder().encode(changeset);
      return (await handle({ method: "POST", url: `https://${HOST}/$batch`, headers, body })).body;
    };
    expect(await submit([write("p", "1"), write("q", "2")])).toContain("CommandsInBatchActOnDifferentPartitions");
    expect(await submit(Array.from({ length: 101 }, (_, row) => write("p", String(row))))).toContain("maximum 100");
  });

  it("refuses a token for another service", async () => {
    const { connect } = aService(":memory:", "https://management.azure.com");
    await expect(failure(connect("any").getEntity("p", "r"))).resolves.toEqual({
      status: 401,
      code: "InvalidAuthenticationInfo",
    });
  });

  it("names an operation that it does not have", async () => {
    const policies = aService().connect("any").getAccessPolicy();
    await expect(policies).rejects.toThrow(/comp/);
  });
});
