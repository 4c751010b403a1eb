/**
 * How a Tables service behaves towards `src`, whoever implements it: the simulator here, another service elsewhere.
 * `connect` gives a client for a table that does not exist yet, through a real SDK client.
 */
import { odata, RestError, type TableClient, type TransactionAction } from "@azure/data-tables";
import { beforeEach, describe, expect, it } from "vitest";

export function describeTablesBehaviour(service: string, connect: (table: string) => TableClient): void {
  let table: TableClient;
  let count = 0;

  beforeEach(async () => {
    count += 1;
    table = connect(`behaviour${count}`);
    await table.createTable();
  });

  describe(`${service}: tables`, () => {
    it("creates a table twice without complaint", async () => {
      await table.createEntity({ partitionKey: "p", rowKey: "r" });
      await table.createTable();
      expect(await table.getEntity("p", "r")).toMatchObject({ rowKey: "r" });
    });

    it("answers TableNotFound for a table that does not exist", async () => {
      const absent = connect("neverCreated");
      await expect(failure(absent.getEntity("p", "r"))).resolves.toEqual({ status: 404, code: "TableNotFound" });
      const insert = absent.createEntity({ partitionKey: "p", rowKey: "r" });
      await expect(failure(insert)).resolves.toEqual({ status: 404, code: "TableNotFound" });
    });

    it("forgets the entities of a deleted table", async () => {
      await table.createEntity({ partitionKey: "p", rowKey: "r" });
      await table.deleteTable();
      await expect(failure(table.getEntity("p", "r"))).resolves.toEqual({ status: 404, code: "TableNotFound" });
    });
  });

  describe(`${service}: one entity`, () => {
    it("gives back every type of property as it was written", async () => {
      const written = {
        partitionKey: "it's",
        rowKey: "a b&c=1",
        text: "grüße",
        flag: false,
        small: 7,
        fraction: 0.5,
        large: 9_007_199_254_740_993n,
        at: new Date("2026-09-01T08:00:00.123Z"),
        bytes: new Uint8Array([1, 2, 255]),
        id: { type: "Guid", value: "0b1f6471-1bf0-4dda-aec3-cb9272f09590" },
      };
      await table.createEntity(written);
      const read = await table.getEntity<typeof written>("it's", "a b&c=1");
      expect({ ...read, bytes: [...read.bytes] }).toMatchObject({ ...written, bytes: [1, 2, 255] });
      expect(read.etag).toMatch(/^W\//);
      expect(Date.parse(read.timestamp ?? "")).not.toBeNaN();
    });

    it("refuses a second insert of the same key", async () => {
      await table.createEntity({ partitionKey: "p", rowKey: "r", value: 1 });
      const second = table.createEntity({ partitionKey: "p", rowKey: "r", value: 2 });
      await expect(failure(second)).resolves.toEqual({ status: 409, code: "EntityAlreadyExists" });
      expect(await table.getEntity("p", "r")).toMatchObject({ value: 1 });
    });

    it("merges or replaces on upsert, and inserts what is absent", async () => {
      await table.upsertEntity({ partitionKey: "p", rowKey: "r", one: 1 }, "Merge");
      await table.upsertEntity({ partitionKey: "p", rowKey: "r", two: 2 }, "Merge");
      expect(await table.getEntity("p", "r")).toMatchObject({ one: 1, two: 2 });
      await table.upsertEntity({ partitionKey: "p", rowKey: "r", three: 3 }, "Replace");
      const replaced = await table.getEntity("p", "r");
      expect(replaced).toMatchObject({ three: 3 });
      expect(replaced).not.toHaveProperty("one");
    });

    it("updates only what exists", async () => {
      const update = table.updateEntity({ partitionKey: "p", rowKey: "r", value: 1 });
      await expect(failure(update)).resolves.toEqual({ status: 404, code: "ResourceNotFound" });
    });

    it("refuses an update and a delete with a stale etag, even when the writes share a moment", async () => {
      await table.createEntity({ partitionKey: "p", rowKey: "r", value: 1 });
      const { etag } = await table.getEntity("p", "r");
      await table.updateEntity({ partitionKey: "p", rowKey: "r", value: 2 }, "Merge", { etag });
      const stale = { status: 412, code: "UpdateConditionNotSatisfied" };
      const update = table.updateEntity({ partitionKey: "p", rowKey: "r", value: 3 }, "Replace", { etag });
      await expect(failure(update)).resolves.toEqual(stale);
      await expect(failure(table.deleteEntity("p", "r", { etag }))).resolves.toEqual(stale);
      expect(await table.getEntity("p", "r")).toMatchObject({ value: 2 });
    });

    it("deletes, and does not find what it deleted", async () => {
      await table.createEntity({ partitionKey: "p", rowKey: "r" });
      await table.deleteEntity("p", "r");
      const absent = { status: 404, code: "ResourceNotFound" };
      await expect(failure(table.getEntity("p", "r"))).resolves.toEqual(absent);
      await expect(failure(table.deleteEntity("p", "r"))).resolves.toEqual(absent);
    });

    it("refuses a property above 64 KiB", async () => {
      const insert = table.createEntity({ partitionKey: "p", rowKey: "r", text: "x".repeat(32 * 1024 + 1) });
      await expect(failure(insert)).resolves.toEqual({ status: 400, code: "PropertyValueTooLarge" });
    });
  });

  describe(`${service}: queries`, () => {
    beforeEach(async () => {
      const rows = ["a", "b", "c"].flatMap((partitionKey) =>
        [1, 2, 3, 4].map((row) => ({ partitionKey, rowKey: `r${row}`, row, big: BigInt(row), even: row % 2 === 0 })),
      );
      for (const row of rows.toReversed()) await table.createEntity(row);
    });

    async function keys(filter: string): Promise<string[]> {
      const found: string[] = [];
      for await (const { partitionKey, rowKey } of table.listEntities({ queryOptions: { filter } })) {
        found.push(`${partitionKey}/${rowKey}`);
      }
      return found;
    }

    it("lists in order of partition key and row key", async () => {
      const all = await keys("");
      expect(all).toHaveLength(12);
      expect(all).toEqual(all.toSorted());
    });

    it("filters by ranges of keys", async () => {
      const from = "r2";
      expect(await keys(odata`PartitionKey eq 'b' and RowKey ge ${from} and RowKey lt 'r4'`)).toEqual(["b/r2", "b/r3"]);
      expect(await keys("PartitionKey gt 'a' and PartitionKey le 'b' and RowKey eq 'r1'")).toEqual(["b/r1"]);
    });

    it("filters by other properties, and by or, not and parentheses", async () => {
      expect(await keys("row eq 3 and PartitionKey eq 'a'")).toEqual(["a/r3"]);
      expect(await keys("PartitionKey eq 'a' and (row lt 2 or even eq true)")).toEqual(["a/r1", "a/r2", "a/r4"]);
      expect(await keys("PartitionKey eq 'a' and not (row lt 2 or even eq true)")).toEqual(["a/r3"]);
      expect(await keys("PartitionKey eq 'c' and big ge 3L")).toEqual(["c/r3", "c/r4"]);
    });

    it("refuses a filter that it cannot read", async () => {
      await expect(failure(keys("row is 3"))).resolves.toMatchObject({ status: 400 });
    });

    it("returns only the selected properties", async () => {
      const queryOptions = { filter: "PartitionKey eq 'a' and RowKey eq 'r1'", select: ["rowKey", "row"] };
      for await (const entity of table.listEntities({ queryOptions })) {
        expect(entity).toMatchObject({ rowKey: "r1", row: 1 });
        expect(entity).not.toHaveProperty("even");
      }
    });

    it("hands out pages that together are the whole", async () => {
      const sizes: number[] = [];
      const found: string[] = [];
      for await (const page of table.listEntities().byPage({ maxPageSize: 5 })) {
        sizes.push(page.length);
        found.push(...page.map(({ partitionKey, rowKey }) => `${partitionKey}/${rowKey}`));
      }
      expect(sizes).toEqual([5, 5, 2]);
      expect(found).toEqual(await keys(""));
    });
  });

  describe(`${service}: transactions`, () => {
    it("carries out a hundred writes at once", async () => {
      const actions = Array.from(
        { length: 100 },
        (_, row): TransactionAction => ["upsert", { partitionKey: "p", rowKey: `r${row}`, row }],
      );
      const { status, subResponses } = await table.submitTransaction(actions);
      expect(status).toBe(202);
      expect(subResponses).toHaveLength(100);
      expect(subResponses.every((part) => part.status === 204 && part.etag !== undefined)).toBe(true);
      expect(await table.getEntity("p", "r99")).toMatchObject({ row: 99 });
    });

    it("mixes inserts, updates under an etag and deletes", async () => {
      await table.createEntity({ partitionKey: "p", rowKey: "old" });
      await table.createEntity({ partitionKey: "p", rowKey: "kept", value: "before" });
      const { etag } = await table.getEntity("p", "kept");
      await table.submitTransaction([
        ["create", { partitionKey: "p", rowKey: "new", text: "blank\r\n\r\nlines" }],
        ["update", { partitionKey: "p", rowKey: "kept", value: "after" }, "Replace", { etag }],
        ["delete", { partitionKey: "p", rowKey: "old" }],
      ]);
      expect(await table.getEntity("p", "new")).toMatchObject({ text: "blank\r\n\r\nlines" });
      expect(await table.getEntity("p", "kept")).toMatchObject({ value: "after" });
      await expect(failure(table.getEntity("p", "old"))).resolves.toMatchObject({ status: 404 });
    });

    it("writes nothing when one part is refused, and says which", async () => {
      await table.createEntity({ partitionKey: "p", rowKey: "taken" });
      const transaction = table.submitTransaction([
        ["create", { partitionKey: "p", rowKey: "fresh" }],
        ["create", { partitionKey: "p", rowKey: "taken" }],
      ]);
      const error = await transaction.catch((caught: unknown) => caught as RestError);
      expect(error).toMatchObject({ statusCode: 409, code: "EntityAlreadyExists" });
      expect((error as RestError).message).toMatch(/^1:/);
      await expect(failure(table.getEntity("p", "fresh"))).resolves.toMatchObject({ status: 404 });
    });

    it("refuses two writes of the same entity", async () => {
      const transaction = table.submitTransaction([
        ["upsert", { partitionKey: "p", rowKey: "r", value: 1 }],
        ["upsert", { partitionKey: "p", rowKey: "r", value: 2 }],
      ]);
      await expect(failure(transaction)).resolves.toEqual({ status: 400, code: "InvalidDuplicateRow" });
    });
  });
}

/** How a call was refused. Fails the test when it was not. */
export async function failure(
  call: Promise<unknown>,
): Promise<{ status: number | undefined; code: string | undefined }> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof RestError)) throw error;
    const details = error.details as { odataError?: { code?: string } } | undefined;
    return { status: error.statusCode, code: details?.odataError?.code ?? error.code };
  }
  throw new Error("The call was expected to be refused, but it succeeded.");
}
