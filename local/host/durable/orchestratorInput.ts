/** The trigger payload of an orchestrator, as the Durable extension builds it. */
import { EventType, type HistoryEvent } from "./historyEvents.ts";

export interface OrchestrationIdentity {
  instanceId: string;
  executionId: string;
  name: string;
  /** JSON text, or null. */
  input: string | null;
  parentInstanceId: string | null;
}

/** `history`: earlier events as JSON text; `newEvents`: this turn's. */
export function orchestratorInput(
  identity: OrchestrationIdentity,
  history: string[],
  newEvents: HistoryEvent[],
): string {
  const events = [...history, ...newEvents.map((event) => JSON.stringify(event))].join(",");
  const isReplaying = !newEvents.some((event) => event.EventType === EventType.ExecutionStarted);
  const rest = JSON.stringify({
    instanceId: identity.instanceId,
    isReplaying,
    parentInstanceId: identity.parentInstanceId,
    upperSchemaVersion: 1,
    upperSchemaVersionNew: 2,
    longRunningTimerIntervalDuration: "3.00:00:00",
    maximumShortTimerDuration: "6.00:00:00",
    defaultHttpAsyncRequestSleepTimeMillseconds: 30_000,
  });
  return `{"history":[${events}],"input":${identity.input ?? "null"},${rest.slice(1)}`;
}
