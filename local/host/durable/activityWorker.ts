/** Runs activities: at least once each, with the result and the end of the task in one transaction. */
import { HTTP_ACTIVITY } from "../replay/actionReplay.ts";
import type { HostRuntime } from "../runtime.ts";
import type { ActivityRow } from "../store/activities.ts";
import { activityInputData, resultJson } from "../worker/typedData.ts";
import { ActivityFailure } from "./activityFailure.ts";
import { type HistoryEvent, historyEvent } from "./historyEvents.ts";
import { performHttpRequest } from "./httpActivity.ts";
import { runOrBackOff } from "./runOrBackOff.ts";

/** Never rejects: an activity that cannot even be called backs off. */
export function runActivity(runtime: HostRuntime, id: number): Promise<void> {
  const subject = `activity:${id}`;
  return runOrBackOff(runtime, "activity", subject, async () => {
    const task = runtime.store.activities.find(id);
    if (task !== undefined) await perform(runtime, task, subject);
  });
}

async function perform(runtime: HostRuntime, task: ActivityRow, subject: string): Promise<void> {
  const { store, clock } = runtime;
  runtime.boundary("activity:begun", task.name);
  const event = await outcome(runtime, task);
  runtime.boundary("activity:ran", task.name);
  const now = clock.now();
  runtime.commit((outbox) => {
    store.activities.delete(task.id);
    store.setbacks.clear(subject);
    const { instanceId, executionId } = task;
    for (const delay of runtime.deliveryOf(task.name)) {
      store.messages.send({ instanceId, executionId, dueAt: now + delay, event });
      if (delay === 0) outbox.wake.add(instanceId);
      else outbox.alarms.push(now + delay);
    }
  });
  runtime.boundary("activity:committed", task.name);
}

async function outcome(runtime: HostRuntime, task: ActivityRow): Promise<HistoryEvent> {
  const input: unknown = JSON.parse(task.input);
  try {
    const result = task.name === HTTP_ACTIVITY ? await performHttpRequest(input) : await call(runtime, task, input);
    return historyEvent("TaskCompleted", runtime.clock.now(), { TaskScheduledId: task.taskId, Result: result });
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    return historyEvent("TaskFailed", runtime.clock.now(), {
      TaskScheduledId: task.taskId,
      Reason: `Activity function '${task.name}' failed: ${error.message}`,
      Details: error.details,
    });
  }
}

async function call(runtime: HostRuntime, task: ActivityRow, input: unknown): Promise<string | null> {
  const fn = runtime.app.find("activitytrigger", task.name);
  if (fn === undefined) {
    throw new Error(`The function '${task.name}' doesn't exist, is disabled, or is not an activity function.`);
  }
  const result = await runtime.invoke(fn, activityInputData(input), { instanceId: task.instanceId });
  if (result.ok) return resultJson(result.returnValue);
  throw new ActivityFailure(result.error);
}
