/**
 * The host's SQLite file: its schema and its transactions. Everything that a turn or a completion changes goes into
 * one transaction, so after a `kill -9` the file holds either all of it or nothing.
 */
import { DatabaseSync } from "node:sqlite";

export interface HostDatabase {
  readonly sql: DatabaseSync;
  /** All or nothing. `run` must be synchronous; transactions do not nest. */
  transaction<T>(run: () => T): T;
  close(): void;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS hostState (id INTEGER PRIMARY KEY, lastSeenAt INTEGER NOT NULL, executions INTEGER NOT NULL);
  INSERT OR IGNORE INTO hostState VALUES (1, 0, 0);

  CREATE TABLE IF NOT EXISTS instances (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, instanceId TEXT NOT NULL UNIQUE, executionId TEXT NOT NULL,
    name TEXT NOT NULL, version TEXT, status TEXT NOT NULL, input TEXT, output TEXT, customStatus TEXT,
    createdAt INTEGER NOT NULL, updatedAt INTEGER NOT NULL, parent TEXT
  );
  CREATE INDEX IF NOT EXISTS instancesByCreation ON instances (createdAt);

  CREATE TABLE IF NOT EXISTS history (
    instanceId TEXT NOT NULL, position INTEGER NOT NULL, event TEXT NOT NULL, PRIMARY KEY (instanceId, position)
  ) WITHOUT ROWID;

  CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, instanceId TEXT NOT NULL, executionId TEXT, timerId INTEGER,
    dueAt INTEGER NOT NULL, event TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS messagesByInstance ON messages (instanceId, dueAt);
  CREATE INDEX IF NOT EXISTS messagesByTime ON messages (dueAt);

  CREATE TABLE IF NOT EXISTS activities (
    id INTEGER PRIMARY KEY AUTOINCREMENT, instanceId TEXT NOT NULL, executionId TEXT NOT NULL, taskId INTEGER NOT NULL,
    name TEXT NOT NULL, input TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS activitiesByInstance ON activities (instanceId);

  CREATE TABLE IF NOT EXISTS entities (
    entityId TEXT PRIMARY KEY, present INTEGER NOT NULL, state TEXT, updatedAt INTEGER NOT NULL
  );

  CREATE TABLE IF NOT EXISTS setbacks (
    subject TEXT PRIMARY KEY, kind TEXT NOT NULL, failures INTEGER NOT NULL, retryAt INTEGER NOT NULL, error TEXT NOT NULL
  );

  CREATE TABLE IF NOT EXISTS timerTriggers (name TEXT PRIMARY KEY, lastAt INTEGER, nextAt INTEGER, updatedAt INTEGER NOT NULL);
`;

/** `file`: a path, or ":memory:". Not durable against a power cut, only against the end of the process. */
export function openDatabase(file: string): HostDatabase {
  const sql = new DatabaseSync(file);
  sql.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;");
  sql.exec(SCHEMA);
  return {
    sql,
    transaction(run) {
      sql.exec("BEGIN IMMEDIATE");
      try {
        const result = run();
        sql.exec("COMMIT");
        return result;
      } catch (error) {
        sql.exec("ROLLBACK");
        throw error;
      }
    },
    close: () => sql.close(),
  };
}
