/** One row an orchestration instance: what a status query answers, and who waits for it. */
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { ParentInstance } from "../durable/historyEvents.ts";

export type RuntimeStatus =
  | "Pending"
  | "Running"
  | "Suspended"
  | "Completed"
  | "Failed"
  | "Terminated"
  | "ContinuedAsNew"
  | "Canceled";

export interface InstanceRow {
  /** Grows with each new instance: the paging token. */
  seq: number;
  instanceId: string;
  executionId: string;
  name: string;
  version: string | null;
  status: RuntimeStatus;
  /** JSON text, like output and customStatus. A failed instance's output is plain text. */
  input: string | null;
  output: string | null;
  customStatus: string | null;
  createdAt: number;
  updatedAt: number;
  parent: ParentInstance | null;
}

export interface InstanceFilter {
  createdFrom?: number;
  createdTo?: number;
  statuses?: readonly string[];
  idPrefix?: string;
}

export interface InstanceTable {
  find(instanceId: string): InstanceRow | undefined;
  insert(row: Omit<InstanceRow, "seq">): void;
  /** Writes everything that a turn may change. */
  update(row: InstanceRow): void;
  delete(instanceId: string): void;
  /** In order of creation, at most `limit` rows after `afterSeq`. */
  list(filter: InstanceFilter, limit: number, afterSeq?: number): InstanceRow[];
}

export function isFinished(status: RuntimeStatus): boolean {
  return status === "Completed" || status === "Failed" || status === "Terminated" || status === "Canceled";
}

export function instanceTable(sql: DatabaseSync): InstanceTable {
  const find = sql.prepare("SELECT * FROM instances WHERE instanceId = ?");
  const insert = sql.prepare(
    "INSERT INTO instances (instanceId, executionId, name, version, status, input, output, customStatus, createdAt, updatedAt, parent) " +
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
  );
  const update = sql.prepare(
    "UPDATE instances SET executionId = ?, status = ?, input = ?, output = ?, customStatus = ?, updatedAt = ? WHERE instanceId = ?",
  );
  const remove = sql.prepare("DELETE FROM instances WHERE instanceId = ?");
  return {
    find(instanceId) {
      const row = find.get(instanceId);
      return row === undefined ? undefined : fromRow(row);
    },
    insert(row) {
      const { instanceId, executionId, name, version, status, input, output, customStatus, createdAt, updatedAt } = row;
      const parent = row.parent === null ? null : JSON.stringify(row.parent);
      insert.run(
        instanceId,
        executionId,
        name,
        version,
        status,
        input,
        output,
        customStatus,
        createdAt,
        updatedAt,
        parent,
      );
    },
    update({ executionId, status, input, output, customStatus, updatedAt, instanceId }) {
      update.run(executionId, status, input, output, customStatus, updatedAt, instanceId);
    },
    delete: (instanceId) => void remove.run(instanceId),
    list(filter, limit, afterSeq = 0) {
      const { where, values } = conditions(filter, afterSeq);
      return sql
        .prepare(`SELECT * FROM instances WHERE ${where} ORDER BY seq LIMIT ?`)
        .all(...values, limit)
        .map(fromRow);
    },
  };
}

function conditions(filter: InstanceFilter, afterSeq: number): { where: string; values: SQLInputValue[] } {
  const parts = ["seq > ?"];
  const values: SQLInputValue[] = [afterSeq];
  const add = (part: string, ...added: SQLInputValue[]) => {
    parts.push(part);
    values.push(...added);
  };
  if (filter.createdFrom !== undefined) add("createdAt >= ?", filter.createdFrom);
  if (filter.createdTo !== undefined) add("createdAt <= ?", filter.createdTo);
  if (filter.idPrefix !== undefined) add("substr(instanceId, 1, ?) = ?", filter.idPrefix.length, filter.idPrefix);
  if (filter.statuses !== undefined) {
    add(`status IN (${filter.statuses.map(() => "?").join(", ")})`, ...filter.statuses);
  }
  return { where: parts.join(" AND "), values };
}

function fromRow(row: object): InstanceRow {
  const stored = row as Omit<InstanceRow, "parent"> & { parent: string | null };
  return { ...stored, parent: stored.parent === null ? null : (JSON.parse(stored.parent) as ParentInstance) };
}
