/** Everything the host remembers, in one SQLite file. */
import { type ActivityTable, activityTable } from "./activities.ts";
import { openDatabase } from "./database.ts";
import { type EntityTable, entityTable } from "./entities.ts";
import { type HistoryTable, historyTable } from "./history.ts";
import { type InstanceTable, instanceTable } from "./instances.ts";
import { type MessageTable, messageTable } from "./messages.ts";
import { type SetbackTable, setbackTable } from "./setbacks.ts";
import { type TimerTriggerTable, timerTriggerTable } from "./timerTriggers.ts";

export interface HostStore {
  readonly instances: InstanceTable;
  readonly history: HistoryTable;
  readonly messages: MessageTable;
  readonly activities: ActivityTable;
  readonly entities: EntityTable;
  readonly setbacks: SetbackTable;
  readonly timerTriggers: TimerTriggerTable;
  /** The largest time that was ever committed: a clock that goes on from there never runs backwards. 0 when new. */
  readonly lastSeenAt: number;
  /** One transaction, at the time `now`. */
  commit<T>(now: number, run: () => T): T;
  /** A number that no execution had before. Only inside `commit`. */
  nextExecution(): number;
  close(): void;
}

/** `file`: a path, or ":memory:". */
export function openHostStore(file: string): HostStore {
  const database = openDatabase(file);
  const { sql } = database;
  const touch = sql.prepare("UPDATE hostState SET lastSeenAt = MAX(lastSeenAt, ?)");
  const read = sql.prepare("SELECT lastSeenAt FROM hostState");
  const execution = sql.prepare("UPDATE hostState SET executions = executions + 1 RETURNING executions");
  return {
    instances: instanceTable(sql),
    history: historyTable(sql),
    messages: messageTable(sql),
    activities: activityTable(sql),
    entities: entityTable(sql),
    setbacks: setbackTable(sql),
    timerTriggers: timerTriggerTable(sql),
    get lastSeenAt() {
      return read.get()?.["lastSeenAt"] as number;
    },
    commit(now, run) {
      return database.transaction(() => {
        const result = run();
        touch.run(now);
        return result;
      });
    },
    nextExecution: () => execution.get()?.["executions"] as number,
    close: () => database.close(),
  };
}

/** The largest time that a host ever committed to the file; 0 for a new one. */
export function lastSeenAt(file: string): number {
  const store = openHostStore(file);
  try {
    return store.lastSeenAt;
  } finally {
    store.close();
  }
}
