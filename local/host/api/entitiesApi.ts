/** `entities/{name}/{key}`: reads an entity's state and signals it. */
import { randomUUID } from "node:crypto";
import { bodyText, emptyResponse, type WireRequest, type WireResponse } from "../../world/wire.ts";
import { type EntityName, entityId } from "../durable/entityId.ts";
import { sendToEntity } from "../durable/sendToEntity.ts";
import type { HostRuntime } from "../runtime.ts";
import { badRequest } from "./badRequest.ts";

/** Undefined when there is no such route. */
export function handleEntities(
  runtime: HostRuntime,
  request: WireRequest,
  query: URLSearchParams,
  entity: EntityName,
): WireResponse | undefined {
  if (request.method === "GET") return read(runtime, entity);
  if (request.method === "POST") return signal(runtime, entity, query.get("op") ?? "", bodyText(request));
  return undefined;
}

function read(runtime: HostRuntime, entity: EntityName): WireResponse {
  const row = runtime.store.entities.find(entityId(entity));
  if (row === undefined || !row.present) return emptyResponse(404);
  return { status: 200, headers: { "content-type": "application/json; charset=utf-8" }, body: row.state ?? "null" };
}

function signal(runtime: HostRuntime, entity: EntityName, op: string, input: string): WireResponse {
  if (runtime.app.find("entitytrigger", entity.name) === undefined) {
    return badRequest(`The function '${entity.name}' doesn't exist, is disabled, or is not an entity function.`);
  }
  const request = { op, signal: true, id: randomUUID(), ...(input === "" ? {} : { input }) };
  runtime.commit((outbox) => sendToEntity(runtime, outbox, entityId(entity), request));
  return emptyResponse(202);
}
