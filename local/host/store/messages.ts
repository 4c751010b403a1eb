/**
 * Messages on their way to an orchestration or an entity. A timer is a message that is not due yet. A message stays
 * until the turn that consumed it commits.
 */
import type { DatabaseSync } from "node:sqlite";
import type { HistoryEvent } from "../durable/historyEvents.ts";

export interface Message {
  instanceId: string;
  /** Given: for that execution only. */
  executionId?: string | null;
  /** The timer that this message fires. */
  timerId?: number | null;
  dueAt: number;
  event: HistoryEvent;
}

export interface StoredMessage {
  id: number;
  executionId: string | null;
  event: HistoryEvent;
}

export interface MessageTable {
  send(message: Message): void;
  /** In the order of their due time, then of their sending. */
  due(instanceId: string, now: number): StoredMessage[];
  delete(ids: readonly number[]): void;
  deleteAllOf(instanceId: string): void;
  deleteTimer(instanceId: string, executionId: string, timerId: number): void;
  /** Everyone who has a message that is due. */
  waitingInstances(now: number): string[];
  nextDueAfter(now: number): number | undefined;
}

export function messageTable(sql: DatabaseSync): MessageTable {
  const send = sql.prepare(
    "INSERT INTO messages (instanceId, executionId, timerId, dueAt, event) VALUES (?, ?, ?, ?, ?)",
  );
  const due = sql.prepare(
    "SELECT id, executionId, event FROM messages WHERE instanceId = ? AND dueAt <= ? ORDER BY dueAt, id",
  );
  const remove = sql.prepare("DELETE FROM messages WHERE id = ?");
  const removeAll = sql.prepare("DELETE FROM messages WHERE instanceId = ?");
  const removeTimer = sql.prepare("DELETE FROM messages WHERE instanceId = ? AND executionId = ? AND timerId = ?");
  const waiting = sql.prepare(
    "SELECT instanceId, MIN(id) AS first FROM messages WHERE dueAt <= ? GROUP BY instanceId ORDER BY first",
  );
  const next = sql.prepare("SELECT MIN(dueAt) AS at FROM messages WHERE dueAt > ?");
  return {
    send({ instanceId, executionId = null, timerId = null, dueAt, event }) {
      send.run(instanceId, executionId, timerId, dueAt, JSON.stringify(event));
    },
    due(instanceId, now) {
      return due.all(instanceId, now).map((row) => ({
        id: row["id"] as number,
        executionId: row["executionId"] as string | null,
        event: JSON.parse(row["event"] as string) as HistoryEvent,
      }));
    },
    delete(ids) {
      for (const id of ids) remove.run(id);
    },
    deleteAllOf: (instanceId) => void removeAll.run(instanceId),
    deleteTimer: (instanceId, executionId, timerId) => void removeTimer.run(instanceId, executionId, timerId),
    waitingInstances: (now) => waiting.all(now).map((row) => row["instanceId"] as string),
    nextDueAfter: (now) => (next.get(now)?.["at"] as number | null) ?? undefined,
  };
}
