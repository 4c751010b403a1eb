/** Insert, update, merge, upsert and delete of one entity, alone or as a part of a batch. Runs inside a world transaction. */
import { type Entity, type EntityKey, entityView, etagOf, parseEntityBody, readKey, readProperties } from "./entity.ts";
import { checkLimits } from "./entityLimits.ts";
import type { EntityStore } from "./entityStore.ts";
import { JSON_HEADERS, TableError } from "./tableError.ts";
import { entityUrl, type TableRequest, type TableResponse } from "./tableRequest.ts";

/** Throws for a request that is no write of an entity. */
export function writeEntity(store: EntityStore, request: TableRequest): TableResponse {
  const { target, method } = request;
  if (target.kind === "entities" && method === "POST") return insert(store, target.table, request);
  if (target.kind === "entity" && (method === "PUT" || method === "PATCH" || method === "MERGE")) {
    return update(store, target.table, target.key, request);
  }
  if (target.kind === "entity" && method === "DELETE") return remove(store, target.table, target.key, request);
  throw new TableError(405, "MethodNotAllowed", `The Tables simulator does not serve ${method} on ${target.kind}.`);
}

/** The key that a write is about, without carrying it out. */
export function writtenKey({ target, body }: TableRequest): EntityKey {
  return target.kind === "entity" ? target.key : readKey(parseEntityBody(body));
}

export function requireTable(store: EntityStore, table: string): void {
  if (store.hasTable(table)) return;
  throw new TableError(404, "TableNotFound", "The table specified does not exist.");
}

export function entityNotFound(): TableError {
  return new TableError(404, "ResourceNotFound", "The specified resource does not exist.");
}

function insert(store: EntityStore, table: string, request: TableRequest): TableResponse {
  requireTable(store, table);
  const body = parseEntityBody(request.body);
  const key = readKey(body);
  if (store.find(table, key) !== undefined) {
    throw new TableError(409, "EntityAlreadyExists", "The specified entity already exists.");
  }
  const properties = readProperties(body);
  checkLimits(key, properties);
  const entity = store.put(table, key, properties);
  const url = entityUrl(request.origin, table, key);
  const headers = { etag: etagOf(entity), location: url, dataserviceid: url };
  if (request.headers["prefer"] === "return-no-content") {
    return { status: 204, headers: { ...headers, "preference-applied": "return-no-content" }, body: "" };
  }
  return { status: 201, headers: { ...JSON_HEADERS, ...headers }, body: JSON.stringify(entityView(entity, [])) };
}

/** With `If-Match` the entity must exist, and match unless it is `*`; without, it is inserted when absent. */
function update(store: EntityStore, table: string, key: EntityKey, request: TableRequest): TableResponse {
  requireTable(store, table);
  const body = parseEntityBody(request.body);
  readKey({ PartitionKey: key.partitionKey, RowKey: key.rowKey });
  const existing = store.find(table, key);
  const ifMatch = request.headers["if-match"];
  if (ifMatch !== undefined) checkMatch(existing, ifMatch);
  const changes = readProperties(body);
  const properties = request.method === "PUT" ? changes : { ...existing?.properties, ...changes };
  checkLimits(key, properties);
  const entity = store.put(table, key, properties);
  const url = entityUrl(request.origin, table, key);
  return { status: 204, headers: { etag: etagOf(entity), dataserviceid: url }, body: "" };
}

function remove(store: EntityStore, table: string, key: EntityKey, request: TableRequest): TableResponse {
  requireTable(store, table);
  const ifMatch = request.headers["if-match"];
  if (ifMatch === undefined) {
    throw new TableError(400, "MissingRequiredHeader", "A required HTTP header was not specified: If-Match.");
  }
  checkMatch(store.find(table, key), ifMatch);
  store.remove(table, key);
  return { status: 204, headers: {}, body: "" };
}

function checkMatch(existing: Entity | undefined, ifMatch: string): void {
  if (existing === undefined) throw entityNotFound();
  if (ifMatch === "*" || ifMatch === etagOf(existing)) return;
  throw new TableError(
    412,
    "UpdateConditionNotSatisfied",
    "The update condition specified in the request was not satisfied.",
  );
}
