/** Point reads and queries of entities, a page at a time. */
import type { EdmValue } from "./edm.ts";
import { type Entity, type EntityKey, entityView, etagOf } from "./entity.ts";
import type { EntityStore } from "./entityStore.ts";
import { entityNotFound, requireTable } from "./entityWrites.ts";
import { matches, parseFilter, requiredComparisons } from "./filter.ts";
import { invalidInput, JSON_HEADERS } from "./tableError.ts";
import type { TableRequest, TableResponse } from "./tableRequest.ts";

const LARGEST_PAGE = 1000;

export function getEntity(store: EntityStore, table: string, key: EntityKey, request: TableRequest): TableResponse {
  requireTable(store, table);
  const entity = store.find(table, key);
  if (entity === undefined) throw entityNotFound();
  const view = {
    "odata.metadata": `${request.origin}/$metadata#${table}/@Element`,
    ...entityView(entity, selectOf(request)),
  };
  return { status: 200, headers: { ...JSON_HEADERS, etag: etagOf(entity) }, body: JSON.stringify(view) };
}

export function queryEntities(store: EntityStore, table: string, request: TableRequest): TableResponse {
  requireTable(store, table);
  const { page, next } = readPage(store, table, request);
  const select = selectOf(request);
  const body = {
    "odata.metadata": `${request.origin}/$metadata#${table}`,
    value: page.map((entity) => entityView(entity, select)),
  };
  return { status: 200, headers: { ...JSON_HEADERS, ...continuation(next) }, body: JSON.stringify(body) };
}

export function pageSizeOf(query: URLSearchParams): number {
  const top = query.get("$top");
  if (top === null) return LARGEST_PAGE;
  const size = Number(top);
  if (Number.isInteger(size) && size >= 1 && size <= LARGEST_PAGE) return size;
  throw invalidInput(`$top must be a whole number from 1 to ${LARGEST_PAGE}, not '${top}'.`);
}

function readPage(store: EntityStore, table: string, { query }: TableRequest): { page: Entity[]; next?: Entity } {
  const text = query.get("$filter") ?? "";
  const filter = text.trim() === "" ? undefined : parseFilter(text);
  const size = pageSizeOf(query);
  const page: Entity[] = [];
  for (const entity of store.scan(table, filter === undefined ? [] : requiredComparisons(filter), startOf(query))) {
    if (filter !== undefined && !matches(filter, (name) => propertyOf(entity, name))) continue;
    if (page.length === size) return { page, next: entity };
    page.push(entity);
  }
  return { page };
}

function propertyOf(entity: Entity, name: string): EdmValue | undefined {
  if (name === "PartitionKey") return { type: "Edm.String", value: entity.partitionKey };
  if (name === "RowKey") return { type: "Edm.String", value: entity.rowKey };
  if (name === "Timestamp") return { type: "Edm.DateTime", value: entity.timestamp };
  return entity.properties[name];
}

function selectOf({ query }: TableRequest): string[] {
  return (query.get("$select") ?? "").split(",").filter((name) => name !== "");
}

/** Keys travel encoded: a header cannot hold every key, and an empty one would read as the end. */
function continuation(next: Entity | undefined): Record<string, string> {
  if (next === undefined) return {};
  return {
    "x-ms-continuation-nextpartitionkey": encodeKey(next.partitionKey),
    "x-ms-continuation-nextrowkey": encodeKey(next.rowKey),
  };
}

function startOf(query: URLSearchParams): EntityKey | undefined {
  const partitionKey = query.get("NextPartitionKey");
  if (partitionKey === null) return undefined;
  return { partitionKey: decodeKey(partitionKey), rowKey: decodeKey(query.get("NextRowKey") ?? "") };
}

function encodeKey(key: string): string {
  return `1!${Buffer.from(key).toString("base64url")}`;
}

function decodeKey(encoded: string): string {
  return Buffer.from(encoded.replace(/^1!/, ""), "base64url").toString("utf8");
}
