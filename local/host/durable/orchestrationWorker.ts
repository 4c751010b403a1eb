/** Runs the turns of orchestrations: takes an instance's messages, runs the turn and commits it. */
import type { HostRuntime } from "../runtime.ts";
import { type InstanceRow, isFinished } from "../store/instances.ts";
import type { StoredMessage } from "../store/messages.ts";
import { commitTurn, finish } from "./commitTurn.ts";
import { EventType, type HistoryEvent, historyEvent } from "./historyEvents.ts";
import { runOrBackOff } from "./runOrBackOff.ts";
import { runTurn, type TurnResult } from "./turn.ts";

/** One turn of the instance, if it has messages. Never rejects: a turn that cannot run backs off. */
export function runOrchestration(runtime: HostRuntime, instanceId: string): Promise<void> {
  return runOrBackOff(runtime, "orchestration", instanceId, () => takeTurn(runtime, instanceId));
}

async function takeTurn(runtime: HostRuntime, instanceId: string): Promise<void> {
  const { store, clock } = runtime;
  const messages = store.messages.due(instanceId, clock.now());
  if (messages.length === 0) return;
  runtime.boundary("turn:begun", instanceId);
  const instance = store.instances.find(instanceId);
  if (instance === undefined || isFinished(instance.status)) return discard(runtime, messages);

  const events = acceptedEvents(instance, messages);
  const terminated = events.find((event) => event.EventType === EventType.ExecutionTerminated);
  if (terminated !== undefined) return terminate(runtime, instance, events, terminated);
  if (events.length === 0) return discard(runtime, messages);
  await runAndCommit(runtime, instance, messages, events);
}

async function runAndCommit(
  runtime: HostRuntime,
  instance: InstanceRow,
  messages: StoredMessage[],
  events: HistoryEvent[],
): Promise<void> {
  const { store, clock } = runtime;
  const startedAt = Math.max(clock.now(), instance.updatedAt);
  const newEvents = [historyEvent("OrchestratorStarted", startedAt), ...events];
  const history = store.history.read(instance.instanceId);
  const result = await run(runtime, instance, history, newEvents);
  const { instanceId, name: functionName } = instance;
  for (const warning of result.warnings) runtime.log("warning", warning, { instanceId, functionName });
  if (result.end?.status === "Failed") runtime.log("error", result.end.output, { instanceId, functionName });
  runtime.boundary("turn:ran", instanceId);
  runtime.commit((outbox) => {
    store.messages.delete(messages.map(({ id }) => id));
    const tail = { position: history.length, events: newEvents };
    commitTurn({ store, outbox, now: startedAt, instance }, tail, result);
  });
  runtime.boundary("turn:committed", instanceId);
}

async function run(
  runtime: HostRuntime,
  instance: InstanceRow,
  history: string[],
  newEvents: HistoryEvent[],
): Promise<TurnResult> {
  const { app, guard } = runtime;
  const { instanceId, executionId, name, input } = instance;
  const orchestrator = app.find("orchestrationtrigger", name);
  if (orchestrator === undefined) {
    throw new Error(`The function '${name}' doesn't exist, is disabled, or is not an orchestrator function.`);
  }
  const parentInstanceId = instance.parent?.OrchestrationInstance.InstanceId ?? null;
  return runTurn({
    identity: { instanceId, executionId, name, input, parentInstanceId },
    history,
    newEvents,
    catalog: {
      has: (triggerType, wanted) => app.find(triggerType, wanted) !== undefined,
      defaultVersion: runtime.config.defaultVersion,
    },
    guard,
    replayTwice: runtime.replayTwice,
    invoke: (triggerJson) => runtime.invoke(orchestrator, { string: triggerJson }, { instanceId }),
  });
}

/** Those meant for the running execution. ExecutionStarted comes first, even after events that were raised earlier. */
function acceptedEvents(instance: InstanceRow, messages: StoredMessage[]): HistoryEvent[] {
  const events = messages
    .filter(({ executionId }) => executionId === null || executionId === instance.executionId)
    .map(({ event }) => event);
  const isStart = (event: HistoryEvent) => event.EventType === EventType.ExecutionStarted;
  return [...events.filter(isStart), ...events.filter((event) => !isStart(event))];
}

function discard(runtime: HostRuntime, messages: StoredMessage[]): void {
  runtime.commit(() => runtime.store.messages.delete(messages.map(({ id }) => id)));
}

/** Without running the app's code, so that an instance whose turns cannot run can be ended too. */
function terminate(
  runtime: HostRuntime,
  instance: InstanceRow,
  events: HistoryEvent[],
  terminated: HistoryEvent,
): void {
  const { store, clock } = runtime;
  const now = Math.max(clock.now(), instance.updatedAt);
  const reason = terminated.Input ?? "";
  const others = events.filter((event) => event !== terminated);
  runtime.commit((outbox) => {
    const position = store.history.read(instance.instanceId).length;
    const tail = { position, events: [historyEvent("OrchestratorStarted", now), ...others] };
    finish({ store, outbox, now, instance }, tail, { status: "Terminated", output: reason, details: reason });
  });
  runtime.boundary("turn:committed", instance.instanceId);
}
