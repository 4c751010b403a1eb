/** When each timer-triggered function last ran and runs next. */
import type { DatabaseSync } from "node:sqlite";

export interface TimerTriggerRow {
  name: string;
  lastAt: number | null;
  nextAt: number | null;
  updatedAt: number;
}

export interface TimerTriggerTable {
  find(name: string): TimerTriggerRow | undefined;
  save(row: TimerTriggerRow): void;
}

export function timerTriggerTable(sql: DatabaseSync): TimerTriggerTable {
  const find = sql.prepare("SELECT * FROM timerTriggers WHERE name = ?");
  const save = sql.prepare("INSERT OR REPLACE INTO timerTriggers VALUES (?, ?, ?, ?)");
  return {
    find: (name) => find.get(name) as TimerTriggerRow | undefined,
    save: ({ name, lastAt, nextAt, updatedAt }) => void save.run(name, lastAt, nextAt, updatedAt),
  };
}
