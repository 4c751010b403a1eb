/**
 * Brings work to its workers: instances and entities that have messages, activities that wait, timers and retries that
 * become due. It keeps nothing of its own: after a restart everything is found again in the store.
 */
import type { Clock } from "../../world/clock.ts";
import type { HostConfig } from "../hostConfig.ts";
import type { HostStore } from "../store/hostStore.ts";
import { createAlarm } from "./alarm.ts";
import type { Outbox } from "./outbox.ts";
import { createWorkQueue } from "./workQueue.ts";

export interface Workers {
  runOrchestration(instanceId: string): Promise<void>;
  runEntity(entityId: string): Promise<void>;
  runActivity(id: number): Promise<void>;
}

export interface Dispatcher {
  /** Takes up what earlier processes left. */
  start(): void;
  deliver(outbox: Outbox): void;
  readonly busy: boolean;
  /** Starts nothing any more. Resolves when what runs has ended. */
  close(): Promise<void>;
}

export function createDispatcher(clock: Clock, store: HostStore, config: HostConfig, workers: Workers): Dispatcher {
  const turns = createWorkQueue<string>(clock, config.maxConcurrentOrchestrators, (id) =>
    id.startsWith("@") ? workers.runEntity(id) : workers.runOrchestration(id),
  );
  const activities = createWorkQueue<number>(clock, config.maxConcurrentActivities, workers.runActivity);
  const alarm = createAlarm(clock, wakeWhatIsDue);

  function wakeWhatIsDue(): void {
    const now = clock.now();
    for (const instanceId of store.messages.waitingInstances(now)) turns.add(instanceId);
    for (const { subject, kind, retryAt } of store.setbacks.all()) {
      if (kind === "activity" && retryAt <= now) activities.add(Number(subject.slice("activity:".length)));
    }
    setAlarm();
  }

  function setAlarm(): void {
    const now = clock.now();
    const next = store.messages.nextDueAfter(now);
    if (next !== undefined) alarm.ensure(next);
    for (const { retryAt } of store.setbacks.all()) if (retryAt > now) alarm.ensure(retryAt);
  }

  return {
    start() {
      for (const id of store.activities.ids()) activities.add(id);
      wakeWhatIsDue();
    },
    deliver(outbox) {
      if (outbox.timersDeleted) {
        alarm.clear();
        setAlarm();
      }
      for (const id of outbox.activities) activities.add(id);
      for (const instanceId of outbox.wake) turns.add(instanceId);
      for (const at of outbox.alarms) alarm.ensure(at);
    },
    get busy() {
      return turns.busy || activities.busy;
    },
    async close() {
      alarm.clear();
      await Promise.all([turns.close(), activities.close()]);
    },
  };
}
