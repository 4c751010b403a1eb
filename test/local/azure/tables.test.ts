import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TableClient } from "@azure/data-tables";
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
  return { world, connect };
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
