/** The state of each durable entity, by scheduler id (`@name@key`). */
import type { DatabaseSync } from "node:sqlite";

export interface EntityRow {
  entityId: string;
  present: boolean;
  /** JSON text. */
  state: string | null;
  updatedAt: number;
}

export interface EntityTable {
  find(entityId: string): EntityRow | undefined;
  save(row: EntityRow): void;
}

export function entityTable(sql: DatabaseSync): EntityTable {
  const find = sql.prepare("SELECT * FROM entities WHERE entityId = ?");
  const save = sql.prepare("INSERT OR REPLACE INTO entities VALUES (?, ?, ?, ?)");
  return {
    find(entityId) {
      const row = find.get(entityId) as (Omit<EntityRow, "present"> & { present: number }) | undefined;
      return row === undefined ? undefined : { ...row, present: row.present === 1 };
    },
    save: ({ entityId, present, state, updatedAt }) => void save.run(entityId, present ? 1 : 0, state, updatedAt),
  };
}
