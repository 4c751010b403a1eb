/**
 * A run as a host kept it: what a released version's orchestrators did, for later versions to be held against. A file
 * holds every run of one scenario, as gzip of JSON.
 */
import { gunzipSync, gzipSync } from "node:zlib";
import { EventType, type HistoryEvent } from "../host/durable/historyEvents.ts";
import type { OrchestrationIdentity } from "../host/durable/orchestratorInput.ts";
import type { HostInspection } from "../host/inspection.ts";

export interface RecordedRun extends OrchestrationIdentity {
  /** "Completed", "Failed". */
  status: string;
  /** As the SDK reads it, nothing played yet. */
  history: HistoryEvent[];
}

/** Every run that the host has seen to its end. */
export function recordRuns(inspect: HostInspection): RecordedRun[] {
  return inspect.instances().map(({ instanceId, executionId, name, input, parent, status }) => ({
    ...{ instanceId, executionId, name, input, status },
    parentInstanceId: parent?.OrchestrationInstance.InstanceId ?? null,
    history: inspect.history(instanceId),
  }));
}

export function packRuns(runs: readonly RecordedRun[]): Uint8Array {
  return gzipSync(JSON.stringify(runs), { level: 9 });
}

export function unpackRuns(packed: Uint8Array): RecordedRun[] {
  return JSON.parse(gunzipSync(packed).toString("utf8")) as RecordedRun[];
}

/** What was there before its last turn, and what the last turn was given. What that turn did itself is in neither. */
export function beforeLastTurn({ history }: RecordedRun): { history: HistoryEvent[]; newEvents: HistoryEvent[] } {
  const start = history.findLastIndex(({ EventType: type }) => type === EventType.OrchestratorStarted);
  return {
    history: history.slice(0, start),
    newEvents: history.slice(start).filter(({ EventType: type }) => !OF_ITS_END.has(type)),
  };
}

const OF_ITS_END: ReadonlySet<number> = new Set([EventType.OrchestratorCompleted, EventType.ExecutionCompleted]);
