/**
 * Work that could not run: how often, why, and when it is tried again. Kept in memory too, since every turn asks and
 * hardly any has one.
 */
import type { DatabaseSync } from "node:sqlite";

export type SetbackKind = "orchestration" | "entity" | "activity";

export interface Setback {
  /** An instance id, an entity's scheduler id, or `activity:<id>`. */
  subject: string;
  kind: SetbackKind;
  failures: number;
  retryAt: number;
  error: string;
}

export interface SetbackTable {
  find(subject: string): Setback | undefined;
  save(setback: Setback): void;
  clear(subject: string): void;
  all(): Setback[];
}

export function setbackTable(sql: DatabaseSync): SetbackTable {
  const known = new Map<string, Setback>();
  for (const row of sql.prepare("SELECT * FROM setbacks ORDER BY rowid").all()) {
    const setback = { ...row } as unknown as Setback;
    known.set(setback.subject, setback);
  }
  const save = sql.prepare("INSERT OR REPLACE INTO setbacks VALUES (?, ?, ?, ?, ?)");
  const remove = sql.prepare("DELETE FROM setbacks WHERE subject = ?");
  return {
    find: (subject) => known.get(subject),
    save(setback) {
      const { subject, kind, failures, retryAt, error } = setback;
      save.run(subject, kind, failures, retryAt, error);
      known.set(subject, setback);
    },
    clear(subject) {
      if (known.delete(subject)) remove.run(subject);
    },
    all: () => [...known.values()],
  };
}
