/** Activities to run. A row goes away in the transaction that sends the activity's result: at least once each. */
import type { DatabaseSync } from "node:sqlite";

export interface ActivityTask {
  instanceId: string;
  executionId: string;
  taskId: number;
  name: string;
  /** JSON text. */
  input: string;
}

export type ActivityRow = ActivityTask & { id: number };

export interface ActivityTable {
  insert(task: ActivityTask): number;
  find(id: number): ActivityRow | undefined;
  delete(id: number): void;
  /** Of everything that waits or runs, oldest first. */
  ids(): number[];
}

export function activityTable(sql: DatabaseSync): ActivityTable {
  const insert = sql.prepare(
    "INSERT INTO activities (instanceId, executionId, taskId, name, input) VALUES (?, ?, ?, ?, ?)",
  );
  const find = sql.prepare("SELECT * FROM activities WHERE id = ?");
  const remove = sql.prepare("DELETE FROM activities WHERE id = ?");
  const ids = sql.prepare("SELECT id FROM activities ORDER BY id");
  return {
    insert({ instanceId, executionId, taskId, name, input }) {
      return Number(insert.run(instanceId, executionId, taskId, name, input).lastInsertRowid);
    },
    find: (id) => find.get(id) as ActivityRow | undefined,
    delete: (id) => void remove.run(id),
    ids: () => ids.all().map((row) => row["id"] as number),
  };
}
