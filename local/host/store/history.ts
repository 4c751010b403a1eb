/** The history of each instance's current execution: JSON text, one row an event, in order. */
import type { DatabaseSync } from "node:sqlite";
import type { HistoryEvent } from "../durable/historyEvents.ts";

export interface HistoryTable {
  /** Events as JSON text, marked as played. */
  read(instanceId: string): string[];
  append(instanceId: string, position: number, events: readonly HistoryEvent[]): void;
  clear(instanceId: string): void;
}

export function historyTable(sql: DatabaseSync): HistoryTable {
  const read = sql.prepare("SELECT event FROM history WHERE instanceId = ? ORDER BY position");
  const append = sql.prepare("INSERT INTO history VALUES (?, ?, ?)");
  const clear = sql.prepare("DELETE FROM history WHERE instanceId = ?");
  return {
    read: (instanceId) => read.all(instanceId).map((row) => row["event"] as string),
    append(instanceId, position, events) {
      for (const [index, event] of events.entries()) {
        append.run(instanceId, position + index, JSON.stringify({ ...event, IsPlayed: true }));
      }
    },
    clear: (instanceId) => void clear.run(instanceId),
  };
}
