/** Sends an operation to a durable entity. */
import type { Outbox } from "../dispatch/outbox.ts";
import type { HostRuntime } from "../runtime.ts";
import { historyEvent } from "./historyEvents.ts";

/** An operation's request, as orchestrations, entities and clients send it. */
export interface EntityRequest {
  op: string;
  signal?: boolean;
  /** JSON text. */
  input?: string;
  id: string;
  parent?: string;
  parentExecution?: string;
}

/** Inside a transaction. */
export function sendToEntity(runtime: HostRuntime, outbox: Outbox, target: string, request: EntityRequest): void {
  const now = runtime.clock.now();
  const event = historyEvent("EventRaised", now, { Name: "op", Input: JSON.stringify(request) });
  runtime.store.messages.send({ instanceId: target, dueAt: now, event });
  outbox.wake.add(target);
}
