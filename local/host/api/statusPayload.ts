/** What a status query answers about one instance. */
import type { HistoryEvent } from "../durable/historyEvents.ts";
import { eventTypeName } from "../durable/historyEvents.ts";
import type { HostStore } from "../store/hostStore.ts";
import type { InstanceRow } from "../store/instances.ts";

export interface StatusOptions {
  showInput: boolean;
  showHistory: boolean;
  showHistoryOutput: boolean;
}

export function statusPayload(store: HostStore, row: InstanceRow, options: StatusOptions): Record<string, unknown> {
  const setback = store.setbacks.find(row.instanceId);
  return {
    name: row.name,
    instanceId: row.instanceId,
    runtimeStatus: row.status,
    input: options.showInput ? looseJson(row.input) : null,
    customStatus: looseJson(row.customStatus),
    output: looseJson(row.output),
    createdTime: toSeconds(row.createdAt),
    lastUpdatedTime: toSeconds(row.updatedAt),
    historyEvents: options.showHistory ? history(store, row.instanceId, options.showHistoryOutput) : null,
    // Not in production: an instance whose turns cannot run says so.
    ...(setback === undefined
      ? {}
      : {
          backingOff: {
            failures: setback.failures,
            retryAt: new Date(setback.retryAt).toISOString(),
            error: setback.error,
          },
        }),
  };
}

function history(store: HostStore, instanceId: string, withOutput: boolean): unknown[] {
  return store.history.read(instanceId).map((row) => {
    const { EventType, Result, Input, ...event } = JSON.parse(row) as HistoryEvent;
    return {
      EventType: eventTypeName(EventType),
      ...event,
      ...(withOutput ? { Result: looseJson(Result), Input: looseJson(Input) } : {}),
    };
  });
}

/** The parsed text, or the text itself when it is no JSON: a failed instance's output is a plain message. */
function looseJson(text: string | null | undefined): unknown {
  if (text === null || text === undefined) return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function toSeconds(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
