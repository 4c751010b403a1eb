/** Runs durable entities: one batch of operations at a time for each entity, state and answers in one transaction. */
import type { Outbox } from "../dispatch/outbox.ts";
import type { HostRuntime } from "../runtime.ts";
import type { EntityRow } from "../store/entities.ts";
import { resultJson } from "../worker/typedData.ts";
import { type EntityName, entityId, parseEntityId } from "./entityId.ts";
import { historyEvent } from "./historyEvents.ts";
import { runOrBackOff } from "./runOrBackOff.ts";
import { type EntityRequest, sendToEntity } from "./sendToEntity.ts";

interface EntityAnswer {
  entityExists: boolean;
  entityState?: string;
  results: { isError: boolean; result?: string }[];
  signals: { target: EntityName; name: string; input: string }[];
}

/** Never rejects: a batch that cannot run backs off. */
export function runEntity(runtime: HostRuntime, id: string): Promise<void> {
  return runOrBackOff(runtime, "entity", id, () => runBatch(runtime, id));
}

async function runBatch(runtime: HostRuntime, id: string): Promise<void> {
  const { store, clock } = runtime;
  const messages = store.messages.due(id, clock.now());
  if (messages.length === 0) return;
  runtime.boundary("entity:begun", id);
  const requests = messages.map(({ event }) => JSON.parse(event.Input ?? "{}") as EntityRequest);
  const answer = await invokeEntity(runtime, id, store.entities.find(id), requests);
  runtime.boundary("entity:ran", id);
  runtime.commit((outbox) => {
    store.messages.delete(messages.map((message) => message.id));
    store.setbacks.clear(id);
    const { entityExists: present, entityState = null } = answer;
    store.entities.save({ entityId: id, present, state: present ? entityState : null, updatedAt: clock.now() });
    sendAnswers(runtime, outbox, requests, answer);
    for (const [index, signal] of answer.signals.entries()) {
      const request = {
        op: signal.name,
        signal: true,
        input: signal.input,
        id: `${messages[0]?.id}.${index}`,
        parent: id,
      };
      sendToEntity(runtime, outbox, entityId(signal.target), request);
    }
  });
  runtime.boundary("entity:committed", id);
}

async function invokeEntity(
  runtime: HostRuntime,
  id: string,
  row: EntityRow | undefined,
  requests: EntityRequest[],
): Promise<EntityAnswer> {
  const self = parseEntityId(id);
  const fn = runtime.app.find("entitytrigger", self.name);
  if (fn === undefined)
    throw new Error(`The function '${self.name}' doesn't exist, is disabled, or is not an entity function.`);
  const batch = requests.map(({ op, input, signal, id: requestId }) => ({
    id: requestId,
    name: op,
    isSignal: signal === true,
    ...(input === undefined ? {} : { input }),
  }));
  const trigger = { self, exists: row?.present ?? false, state: row?.state ?? null, batch };
  const outcome = await runtime.invoke(fn, { string: JSON.stringify(trigger) }, { instanceId: id });
  if (!outcome.ok) throw outcome.error;
  return JSON.parse(resultJson(outcome.returnValue) ?? "null") as EntityAnswer;
}

function sendAnswers(runtime: HostRuntime, outbox: Outbox, requests: EntityRequest[], answer: EntityAnswer): void {
  const now = runtime.clock.now();
  for (const [index, request] of requests.entries()) {
    const result = answer.results[index];
    if (request.signal === true || request.parent === undefined) continue;
    const Input = JSON.stringify({
      result: result?.result ?? null,
      ...(result?.isError === true ? { exceptionType: "Error" } : {}),
    });
    const event = historyEvent("EventRaised", now, { Name: request.id, Input });
    const executionId = request.parentExecution ?? null;
    runtime.store.messages.send({ instanceId: request.parent, executionId, dueAt: now, event });
    outbox.wake.add(request.parent);
  }
}
