/** Tables and entities in SQLite, beside the world's documents and inside the same transactions. */
import type { Clock } from "../../world/clock.ts";
import type { WorldStore } from "../../world/worldStore.ts";
import type { Entity, EntityKey, Properties } from "./entity.ts";
import type { Comparison, Operator } from "./filter.ts";

export interface EntityStore {
  tables(): string[];
  hasTable(table: string): boolean;
  createTable(table: string): void;
  /** With all its entities. */
  deleteTable(table: string): void;
  find(table: string, key: EntityKey): Entity | undefined;
  /** Inserts or replaces, with a new timestamp. */
  put(table: string, key: EntityKey, properties: Properties): Entity;
  remove(table: string, key: EntityKey): void;
  /** In order of partition key and row key, from `from` on; comparisons of keys narrow it, others are ignored. */
  scan(table: string, narrowing: readonly Comparison[], from?: EntityKey): IterableIterator<Entity>;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS azure_tables (name TEXT PRIMARY KEY COLLATE NOCASE);
  CREATE TABLE IF NOT EXISTS azure_entities (
    table_name TEXT NOT NULL COLLATE NOCASE, partition_key TEXT NOT NULL, row_key TEXT NOT NULL,
    timestamp TEXT NOT NULL, properties TEXT NOT NULL,
    PRIMARY KEY (table_name, partition_key, row_key)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS azure_table_writes (id INTEGER PRIMARY KEY CHECK (id = 1), count INTEGER NOT NULL);
  INSERT OR IGNORE INTO azure_table_writes VALUES (1, 0);`;

const KEY_COLUMNS: Record<string, string> = { PartitionKey: "partition_key", RowKey: "row_key" };
const SQL_OPERATORS: Record<Operator, string> = { eq: "=", ne: "<>", gt: ">", ge: ">=", lt: "<", le: "<=" };

export function openEntityStore(world: WorldStore, clock: Clock): EntityStore {
  const { database } = world;
  database.exec(SCHEMA);
  const listTables = database.prepare("SELECT name FROM azure_tables ORDER BY name");
  const findTable = database.prepare("SELECT 1 FROM azure_tables WHERE name = ?");
  const addTable = database.prepare("INSERT INTO azure_tables VALUES (?)");
  const dropTable = database.prepare("DELETE FROM azure_tables WHERE name = ?");
  const dropEntities = database.prepare("DELETE FROM azure_entities WHERE table_name = ?");
  const select = "SELECT partition_key, row_key, timestamp, properties FROM azure_entities WHERE table_name = ?";
  const findEntity = database.prepare(`${select} AND partition_key = ? AND row_key = ?`);
  const write = database.prepare("INSERT OR REPLACE INTO azure_entities VALUES (?, ?, ?, ?, ?)");
  const erase = database.prepare(
    "DELETE FROM azure_entities WHERE table_name = ? AND partition_key = ? AND row_key = ?",
  );
  const countWrite = database.prepare("UPDATE azure_table_writes SET count = count + 1 RETURNING count");

  /** Two writes may share a millisecond, above all on a virtual clock; their etags must differ nevertheless. */
  function nextTimestamp(): string {
    const fraction = String(Number(countWrite.get()?.["count"]) % 10_000).padStart(4, "0");
    return new Date(clock.now()).toISOString().replace("Z", `${fraction}Z`);
  }

  function* scan(table: string, narrowing: readonly Comparison[], from?: EntityKey): IterableIterator<Entity> {
    const onKeys = narrowing.filter(
      ({ property, literal }) => property in KEY_COLUMNS && literal.type === "Edm.String",
    );
    const conditions = onKeys.map(
      ({ property, operator }) => `AND ${KEY_COLUMNS[property]} ${SQL_OPERATORS[operator]} ?`,
    );
    if (from !== undefined) conditions.push("AND (partition_key, row_key) >= (?, ?)");
    const values = onKeys.map(({ literal }) => String(literal.value));
    if (from !== undefined) values.push(from.partitionKey, from.rowKey);
    const statement = database.prepare(`${select} ${conditions.join(" ")} ORDER BY partition_key, row_key`);
    for (const row of statement.iterate(table, ...values)) yield entityOf(row);
  }

  return {
    tables: () => listTables.all().map((row) => String(row["name"])),
    hasTable: (table) => findTable.get(table) !== undefined,
    createTable: (table) => void addTable.run(table),
    deleteTable(table) {
      dropEntities.run(table);
      dropTable.run(table);
    },
    find(table, { partitionKey, rowKey }) {
      const row = findEntity.get(table, partitionKey, rowKey);
      return row === undefined ? undefined : entityOf(row);
    },
    put(table, { partitionKey, rowKey }, properties) {
      const timestamp = nextTimestamp();
      write.run(table, partitionKey, rowKey, timestamp, JSON.stringify(properties));
      return { partitionKey, rowKey, properties, timestamp };
    },
    remove: (table, { partitionKey, rowKey }) => void erase.run(table, partitionKey, rowKey),
    scan,
  };
}

function entityOf(row: Record<string, unknown>): Entity {
  return {
    partitionKey: String(row["partition_key"]),
    rowKey: String(row["row_key"]),
    timestamp: String(row["timestamp"]),
    properties: JSON.parse(String(row["properties"])) as Properties,
  };
}
