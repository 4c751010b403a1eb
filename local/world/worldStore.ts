/**
 * Where simulated Azure and Kubernetes keep their state: JSON documents by collection and key, in memory and written
 * through to SQLite, so that the world outlives a `kill -9`. A transaction is all or nothing, on disk and in memory.
 */
import { DatabaseSync } from "node:sqlite";

export interface Collection<T> {
  /** The stored value itself: never change it in place, `set` a new one. */
  get(key: string): T | undefined;
  set(key: string, value: T): void;
  delete(key: string): boolean;
  /** In order of first insertion. */
  entries(): IterableIterator<[string, T]>;
  values(): IterableIterator<T>;
  readonly size: number;
}

export interface WorldStore {
  /** Same name, same collection. */
  collection<T>(name: string): Collection<T>;
  /** Nested calls join the outer transaction. A throw undoes everything. `run` must be synchronous. */
  transaction<T>(run: () => T): T;
  /** Called after everything else has been put back, if the open transaction is undone; outside of one, never. */
  onUndo(run: () => void): void;
  /** For simulators that need tables of their own (Azure Tables); joins `transaction`. */
  readonly database: DatabaseSync;
  close(): void;
}

/** `file`: a path, or ":memory:". */
export function openWorldStore(file: string): WorldStore {
  const database = new DatabaseSync(file);
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = OFF;
    CREATE TABLE IF NOT EXISTS documents (
      collection TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (collection, key)
    );`);
  const load = database.prepare("SELECT key, value FROM documents WHERE collection = ? ORDER BY rowid");
  const write = database.prepare(
    "INSERT INTO documents VALUES (?, ?, ?) ON CONFLICT (collection, key) DO UPDATE SET value = excluded.value",
  );
  const erase = database.prepare("DELETE FROM documents WHERE collection = ? AND key = ?");
  const collections = new Map<string, Collection<unknown>>();
  let depth = 0;
  let undo: (() => void)[] = [];
  let afterUndo: (() => void)[] = [];

  function transaction<T>(run: () => T): T {
    if (depth > 0) return run();
    depth = 1;
    undo = [];
    afterUndo = [];
    database.exec("BEGIN IMMEDIATE");
    try {
      const result = run();
      database.exec("COMMIT");
      return result;
    } catch (error) {
      database.exec("ROLLBACK");
      for (const step of undo.reverse()) step();
      for (const step of afterUndo) step();
      throw error;
    } finally {
      depth = 0;
      undo = [];
    }
  }

  function open<T>(name: string): Collection<T> {
    const items = new Map<string, T>();
    for (const row of load.all(name)) items.set(String(row["key"]), JSON.parse(String(row["value"])) as T);
    const remember = (key: string) => {
      if (depth === 0) return;
      const before = items.get(key);
      undo.push(() => (before === undefined ? items.delete(key) : items.set(key, before)));
    };
    return {
      get: (key) => items.get(key),
      set(key, value) {
        remember(key);
        items.set(key, value);
        write.run(name, key, JSON.stringify(value));
      },
      delete(key) {
        remember(key);
        erase.run(name, key);
        return items.delete(key);
      },
      entries: () => items.entries(),
      values: () => items.values(),
      get size() {
        return items.size;
      },
    };
  }

  return {
    collection<T>(name: string) {
      const existing = collections.get(name) ?? open<T>(name);
      collections.set(name, existing);
      return existing as Collection<T>;
    },
    transaction,
    onUndo(run) {
      if (depth > 0) afterUndo.push(run);
    },
    database,
    close: () => database.close(),
  };
}
