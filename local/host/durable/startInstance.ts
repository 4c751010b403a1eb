/** Puts a new orchestration instance into the store, in place of a finished one of the same id. */
import { createHash } from "node:crypto";
import type { Outbox } from "../dispatch/outbox.ts";
import type { HostStore } from "../store/hostStore.ts";
import { isFinished } from "../store/instances.ts";
import { historyEvent, type ParentInstance } from "./historyEvents.ts";

export interface NewInstance {
  instanceId: string;
  name: string;
  version: string | null;
  /** JSON text, or null. */
  input: string | null;
  parent: ParentInstance | null;
}

/** Inside a transaction. False, and nothing changed, when an instance of that id is still running. */
export function startInstance(
  store: HostStore,
  outbox: Outbox,
  now: number,
  wanted: NewInstance,
  replaceRunning = false,
): boolean {
  const existing = store.instances.find(wanted.instanceId);
  if (existing !== undefined && !isFinished(existing.status) && !replaceRunning) return false;
  if (existing !== undefined) removeInstance(store, outbox, wanted.instanceId);
  const executionId = newExecutionId(store, wanted.instanceId);
  store.instances.insert({
    ...wanted,
    executionId,
    status: "Pending",
    output: null,
    customStatus: null,
    createdAt: now,
    updatedAt: now,
  });
  sendExecutionStarted(store, outbox, now, { ...wanted, executionId });
  return true;
}

export function sendExecutionStarted(
  store: HostStore,
  outbox: Outbox,
  now: number,
  execution: NewInstance & { executionId: string },
): void {
  const { instanceId, executionId, name, version, input, parent } = execution;
  const event = historyEvent("ExecutionStarted", now, {
    Name: name,
    Version: version,
    Input: input,
    ParentInstance: parent,
    OrchestrationInstance: { InstanceId: instanceId, ExecutionId: executionId },
  });
  store.messages.send({ instanceId, executionId, dueAt: now, event });
  outbox.wake.add(instanceId);
}

/** Deterministic, so that a run that is repeated gets the same generated sub-orchestration ids. */
export function newExecutionId(store: HostStore, instanceId: string): string {
  return createHash("sha256").update(`${store.nextExecution()}:${instanceId}`).digest("hex").slice(0, 32);
}

/** Everything that is kept of an instance. Its activities that run still end, unheard. */
export function removeInstance(store: HostStore, outbox: Outbox, instanceId: string): void {
  store.history.clear(instanceId);
  store.messages.deleteAllOf(instanceId);
  outbox.timersDeleted = true;
  store.setbacks.clear(instanceId);
  store.instances.delete(instanceId);
}
