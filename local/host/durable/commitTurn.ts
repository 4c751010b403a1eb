/** Writes what a turn decided, inside the one transaction that also consumes the turn's messages. */
import { carryOut, type InstanceCommit, tellParent } from "./carryOut.ts";
import type { FinalEnd } from "./executionEnd.ts";
import { type HistoryEvent, historyEvent } from "./historyEvents.ts";
import { newExecutionId, sendExecutionStarted } from "./startInstance.ts";
import type { TurnResult } from "./turn.ts";

/** Where the turn's events go in the history. */
export interface HistoryTail {
  position: number;
  events: HistoryEvent[];
}

export function commitTurn(commit: InstanceCommit, tail: HistoryTail, result: TurnResult): void {
  const { store, now } = commit;
  const instance = {
    ...commit.instance,
    status: result.suspended ? ("Suspended" as const) : ("Running" as const),
    customStatus: result.customStatus ?? commit.instance.customStatus,
    updatedAt: now,
  };
  const { instanceId, executionId } = instance;
  store.setbacks.clear(instanceId);
  const decided = result.decisions.map((decision) => carryOut(commit, decision));
  for (const timerId of result.cancelledTimers) store.messages.deleteTimer(instanceId, executionId, timerId);
  commit.outbox.timersDeleted ||= result.cancelledTimers.length > 0;

  const events = [...tail.events, ...decided];
  if (result.end?.status === "ContinuedAsNew") {
    return continueAsNew({ ...commit, instance }, result.end.input, result.carriedEvents);
  }
  if (result.end !== undefined) return finish({ ...commit, instance }, { ...tail, events }, result.end);
  store.history.append(instanceId, tail.position, [...events, historyEvent("OrchestratorCompleted", now)]);
  store.instances.update(instance);
}

/** Ends an instance and tells its parent. Nothing can reach it any more. */
export function finish(commit: InstanceCommit, { position, events }: HistoryTail, end: FinalEnd): void {
  const { store, outbox, now, instance } = commit;
  const type = end.status === "Terminated" ? "ExecutionTerminated" : "ExecutionCompleted";
  store.history.append(instance.instanceId, position, [
    ...events,
    historyEvent(type, now, { OrchestrationStatus: end.status, Result: end.output }),
    historyEvent("OrchestratorCompleted", now),
  ]);
  store.messages.deleteAllOf(instance.instanceId);
  outbox.timersDeleted = true;
  store.setbacks.clear(instance.instanceId);
  store.instances.update({ ...instance, status: end.status, output: end.output, updatedAt: now });
  if (instance.parent !== null) tellParent(commit, instance.parent, end);
}

function continueAsNew(
  { store, outbox, now, instance }: InstanceCommit,
  asked: unknown,
  carried: HistoryEvent[],
): void {
  const { instanceId } = instance;
  const executionId = newExecutionId(store, instanceId);
  const input = asked === undefined ? null : JSON.stringify(asked);
  store.history.clear(instanceId);
  store.instances.update({ ...instance, executionId, input });
  sendExecutionStarted(store, outbox, now, { ...instance, executionId, input });
  for (const event of carried) store.messages.send({ instanceId, executionId, dueAt: now, event });
}
