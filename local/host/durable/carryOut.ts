/** Turns an orchestrator's decisions into work: activities to run, timers, sub-orchestrations, messages. */
import type { Outbox } from "../dispatch/outbox.ts";
import type { Decision } from "../replay/decisions.ts";
import type { HostStore } from "../store/hostStore.ts";
import type { InstanceRow } from "../store/instances.ts";
import type { FinalEnd } from "./executionEnd.ts";
import { type HistoryEvent, historyEvent, type ParentInstance } from "./historyEvents.ts";
import { startInstance } from "./startInstance.ts";

/** One instance inside the transaction that commits its turn. */
export interface InstanceCommit {
  store: HostStore;
  outbox: Outbox;
  now: number;
  instance: InstanceRow;
}

type DecisionOf<K extends Decision["kind"]> = Extract<Decision, { kind: K }>;

const CARRY_OUT: { [K in Decision["kind"]]: (commit: InstanceCommit, decision: DecisionOf<K>) => HistoryEvent } = {
  activity: scheduleActivity,
  timer: createTimer,
  message: sendMessage,
  subOrchestration: startChild,
};

/** Returns the event that records the decision. */
export function carryOut(commit: InstanceCommit, decision: Decision): HistoryEvent {
  const carry = CARRY_OUT[decision.kind] as (commit: InstanceCommit, decision: Decision) => HistoryEvent;
  return carry(commit, decision);
}

function scheduleActivity({ store, outbox, now, instance }: InstanceCommit, decision: DecisionOf<"activity">) {
  const { instanceId, executionId } = instance;
  const { id: taskId, name } = decision;
  const input = JSON.stringify(decision.input);
  outbox.activities.push(store.activities.insert({ instanceId, executionId, taskId, name, input }));
  return historyEvent("TaskScheduled", now, { Name: name }, taskId);
}

function createTimer({ store, outbox, now, instance }: InstanceCommit, { id, fireAt }: DecisionOf<"timer">) {
  const { instanceId, executionId } = instance;
  const FireAt = new Date(fireAt).toISOString();
  const event = historyEvent("TimerFired", fireAt, { TimerId: id, FireAt });
  store.messages.send({ instanceId, executionId, timerId: id, dueAt: fireAt, event });
  if (fireAt <= now) outbox.wake.add(instanceId);
  else outbox.alarms.push(fireAt);
  return historyEvent("TimerCreated", now, { FireAt }, id);
}

function sendMessage({ store, outbox, now }: InstanceCommit, decision: DecisionOf<"message">) {
  const { instanceId, name: Name, input: Input } = decision;
  store.messages.send({ instanceId, dueAt: now, event: historyEvent("EventRaised", now, { Name, Input }) });
  outbox.wake.add(instanceId);
  return historyEvent("EventSent", now, { InstanceId: instanceId, Name, Input }, decision.id);
}

function startChild(commit: InstanceCommit, decision: DecisionOf<"subOrchestration">) {
  const { store, outbox, now, instance } = commit;
  const { id, instanceId, name, version } = decision;
  const parent: ParentInstance = {
    Name: instance.name,
    OrchestrationInstance: { InstanceId: instance.instanceId, ExecutionId: instance.executionId },
    TaskScheduleId: id,
  };
  const input = JSON.stringify(decision.input);
  if (!startInstance(store, outbox, now, { instanceId, name, version, input, parent })) {
    const output = `An orchestration instance with the id '${instanceId}' is running already.`;
    tellParent(commit, parent, { status: "Failed", output, details: output });
  }
  return historyEvent("SubOrchestrationInstanceCreated", now, { Name: name, InstanceId: instanceId, Input: input }, id);
}

/** Sends a sub-orchestration's end to the orchestration that waits for it. */
export function tellParent({ store, outbox, now }: InstanceCommit, parent: ParentInstance, end: FinalEnd): void {
  const { InstanceId, ExecutionId } = parent.OrchestrationInstance;
  const task = { TaskScheduledId: parent.TaskScheduleId };
  const event =
    end.status === "Completed"
      ? historyEvent("SubOrchestrationInstanceCompleted", now, { ...task, Result: end.output })
      : historyEvent("SubOrchestrationInstanceFailed", now, { ...task, Reason: end.output, Details: end.details });
  store.messages.send({ instanceId: InstanceId, executionId: ExecutionId, dueAt: now, event });
  outbox.wake.add(InstanceId);
}
