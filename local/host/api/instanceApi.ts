/** `instances/{id}`: status and purge, and the operations on a running instance. */
import { bodyText, emptyResponse, jsonResponse, type WireRequest, type WireResponse } from "../../world/wire.ts";
import { type EventTypeName, historyEvent } from "../durable/historyEvents.ts";
import { removeInstance } from "../durable/startInstance.ts";
import type { HostRuntime } from "../runtime.ts";
import { type InstanceRow, isFinished } from "../store/instances.ts";
import { badRequest } from "./badRequest.ts";
import { statusPayload } from "./statusPayload.ts";

export interface InstanceRoute {
  instanceId: string;
  operation: string | undefined;
  eventName: string | undefined;
}

const OPERATIONS: Record<string, EventTypeName> = {
  terminate: "ExecutionTerminated",
  suspend: "ExecutionSuspended",
  resume: "ExecutionResumed",
};

/** Undefined when there is no such route. */
export function handleInstance(
  runtime: HostRuntime,
  request: WireRequest,
  query: URLSearchParams,
  route: InstanceRoute,
): WireResponse | undefined {
  const { instanceId, operation, eventName } = route;
  const instance = runtime.store.instances.find(instanceId);
  if (operation === undefined) {
    if (request.method === "GET")
      return instance === undefined ? emptyResponse(404) : status(runtime, request, query, instance);
    if (request.method === "DELETE") return instance === undefined ? emptyResponse(404) : purge(runtime, instanceId);
    return undefined;
  }
  if (request.method !== "POST") return undefined;
  if (operation === "raiseEvent" && eventName !== undefined) return raiseEvent(runtime, request, instance, eventName);
  const type = OPERATIONS[operation];
  if (type !== undefined) return operate(runtime, instance, type, query.get("reason"));
  if (operation === "rewind" || operation === "restart") return notBuilt(instance, operation);
  return undefined;
}

function status(
  runtime: HostRuntime,
  request: WireRequest,
  query: URLSearchParams,
  instance: InstanceRow,
): WireResponse {
  const payload = statusPayload(runtime.store, instance, {
    showInput: query.get("showInput") !== "false",
    showHistory: query.get("showHistory") === "true",
    showHistoryOutput: query.get("showHistoryOutput") === "true",
  });
  if (!isFinished(instance.status)) return jsonResponse(202, payload, { location: request.url, "retry-after": "5" });
  const asError = instance.status === "Failed" && query.get("returnInternalServerErrorOnFailure") === "true";
  return jsonResponse(asError ? 500 : 200, payload);
}

function purge(runtime: HostRuntime, instanceId: string): WireResponse {
  runtime.commit((outbox) => removeInstance(runtime.store, outbox, instanceId));
  return jsonResponse(200, { instancesDeleted: 1 });
}

function raiseEvent(
  runtime: HostRuntime,
  request: WireRequest,
  instance: InstanceRow | undefined,
  name: string,
): WireResponse {
  const text = bodyText(request);
  if (!isJson(text)) return badRequest("Invalid JSON content");
  return send(runtime, instance, "EventRaised", { Name: name, Input: text });
}

function operate(
  runtime: HostRuntime,
  instance: InstanceRow | undefined,
  type: EventTypeName,
  reason: string | null,
): WireResponse {
  return send(runtime, instance, type, { Input: reason });
}

/** 404 for an unknown instance, 410 for a finished one. */
function send(
  runtime: HostRuntime,
  instance: InstanceRow | undefined,
  type: EventTypeName,
  fields: { Name?: string; Input: string | null },
): WireResponse {
  if (instance === undefined) return emptyResponse(404);
  if (isFinished(instance.status)) return emptyResponse(410);
  const { instanceId } = instance;
  const now = runtime.clock.now();
  runtime.commit((outbox) => {
    // An instance whose turns cannot run would never read the message that ends it.
    if (type === "ExecutionTerminated") runtime.store.setbacks.clear(instanceId);
    runtime.store.messages.send({ instanceId, dueAt: now, event: historyEvent(type, now, fields) });
    outbox.wake.add(instanceId);
  });
  return emptyResponse(202);
}

function notBuilt(instance: InstanceRow | undefined, operation: string): WireResponse {
  if (instance === undefined) return emptyResponse(404);
  return jsonResponse(501, `The ${operation} operation is not supported by the embedded host.`);
}

function isJson(text: string): boolean {
  if (text === "") return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
