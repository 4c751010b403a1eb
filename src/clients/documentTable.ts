/** DocumentTable on one table of Azure Tables. Expected refusals (exists, changed, missing) are values, not errors. */
import type { TransactionAction } from "@azure/data-tables";
import { azureCodeOf, azureFault, statusOf, unreadableAnswer } from "./azureFaults.ts";
import type { DocumentTable, StoredRow } from "./ports.ts";
import { fromTableRow, toTableRow } from "./rowDocument.ts";
import { escapeKey, unescapeKey } from "./rowKey.ts";
import { toBatches } from "./tableBatches.ts";
import type { TableClient } from "./tableClient.ts";

export function createDocumentTable(name: string, open: () => Promise<TableClient>): DocumentTable {
  let opened: Promise<TableClient> | undefined;

  async function attempt<T>(operation: string, call: (table: TableClient) => Promise<T>): Promise<T> {
    try {
      opened ??= open();
      return await call(await opened);
    } catch (error) {
      throw azureFault(error, `${operation} ${name}`);
    }
  }

  return {
    read: <T>(partition: string, row: string) =>
      attempt("READ", (table) =>
        unless<StoredRow<T> | undefined>(404, undefined, async () => {
          const entity = await table.getEntity(escapeKey(partition), escapeKey(row));
          return { value: fromTableRow<T>(entity), etag: entity.etag };
        }),
      ),

    insert: (partition, row, value) =>
      attempt("INSERT", (table) =>
        unless(409, false, async () => {
          const entity = toTableRow(partition, row, value);
          await makingTable(table, () => table.createEntity(entity));
          return true;
        }),
      ),

    replace: (partition, row, value, etag) =>
      attempt("REPLACE", (table) =>
        unless(412, false, () =>
          unless(404, false, async () => {
            await table.updateEntity(toTableRow(partition, row, value), "Replace", { etag });
            return true;
          }),
        ),
      ),

    put: (partition, row, value) =>
      attempt("PUT", async (table) => {
        const entity = toTableRow(partition, row, value);
        await makingTable(table, () => table.upsertEntity(entity, "Replace"));
      }),

    putAll: (partition, rows) =>
      attempt("PUT", async (table) => {
        // A transaction refuses the same row twice: the last one counts.
        const values = new Map(rows.map(({ row, value }) => [row, value]));
        const entities = [...values].map(([row, value]) => toTableRow(partition, row, value));
        for (const batch of toBatches(entities)) {
          const upserts = batch.map((row): TransactionAction => ["upsert", row, "Replace"]);
          await makingTable(table, () => submitAll(table, upserts, `PUT ${name}`));
        }
      }),

    remove: (partition, row) =>
      attempt("DELETE", (table) =>
        unless(404, undefined, async () => {
          await table.deleteEntity(escapeKey(partition), escapeKey(row));
        }),
      ),

    list: <T>(partition: string, page: { after?: string; limit: number }) =>
      attempt("LIST", (table) => unless(404, [], () => listRows<T>(table, partition, page))),
  };
}

async function listRows<T>(table: TableClient, partition: string, page: { after?: string; limit: number }) {
  const conditions = [`PartitionKey eq ${quoted(partition)}`];
  if (page.after !== undefined) conditions.push(`RowKey gt ${quoted(page.after)}`);
  const entities = table.listEntities({ queryOptions: { filter: conditions.join(" and ") } });
  const found: { row: string; value: T }[] = [];
  // The service may answer with fewer rows than asked, or none, and a token to go on.
  for await (const part of entities.byPage({ maxPageSize: Math.min(page.limit, MOST_ROWS_A_PAGE) })) {
    for (const entity of part) found.push({ row: unescapeKey(entity.rowKey ?? ""), value: fromTableRow<T>(entity) });
    if (found.length >= page.limit) break;
  }
  return found.slice(0, page.limit);
}

const MOST_ROWS_A_PAGE = 1000;

function quoted(key: string): string {
  return `'${escapeKey(key).replaceAll("'", "''")}'`;
}

/** The SDK takes an answer that was cut short for a success, though it may have been a refusal: each row must have its own. */
async function submitAll(table: TableClient, actions: TransactionAction[], operation: string): Promise<void> {
  const { subResponses } = await table.submitTransaction(actions);
  const kept = subResponses.filter(({ status }) => status >= 200 && status < 300);
  if (kept.length !== actions.length) throw unreadableAnswer(operation);
}

async function makingTable<T>(table: TableClient, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (statusOf(error) !== 404 || azureCodeOf(error) !== "TableNotFound") throw error;
    await table.createTable();
    return write();
  }
}

async function unless<T>(status: number, otherwise: T, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (statusOf(error) === status) return otherwise;
    throw error;
  }
}
