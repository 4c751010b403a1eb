/** What a Tables request is about, read from its URL and method. Unknown paths and parameters are refused by name. */
import { bodyText, type WireRequest, type WireResponse } from "../../world/wire.ts";
import type { EntityKey } from "./entity.ts";
import { TableError } from "./tableError.ts";

export type Target =
  | { kind: "tables" }
  | { kind: "table"; table: string }
  | { kind: "entities"; table: string }
  | { kind: "entity"; table: string; key: EntityKey }
  | { kind: "batch" };

export interface TableRequest {
  method: string;
  /** Without a slash at the end. */
  origin: string;
  target: Target;
  query: URLSearchParams;
  headers: Record<string, string>;
  body: string;
}

/** Complete and textual, so that it can also be a part of a batch's answer. */
export interface TableResponse extends WireResponse {
  body: string;
}

const KNOWN_PARAMETERS = [
  ...["$filter", "$select", "$top", "$format", "timeout"],
  ...["NextPartitionKey", "NextRowKey", "NextTableName"],
];

export function readTableRequest(request: WireRequest): TableRequest {
  const url = new URL(request.url);
  const unknown = [...url.searchParams.keys()].find((name) => !KNOWN_PARAMETERS.includes(name));
  if (unknown !== undefined) {
    throw new TableError(400, "InvalidQueryParameterValue", `The query parameter '${unknown}' is not supported.`);
  }
  return {
    method: request.method,
    origin: url.origin,
    target: readTarget(decodeURIComponent(url.pathname)),
    query: url.searchParams,
    headers: request.headers,
    body: bodyText(request),
  };
}

function readTarget(path: string): Target {
  if (path === "/Tables") return { kind: "tables" };
  if (path === "/$batch") return { kind: "batch" };
  const table = /^\/Tables\('(\w+)'\)$/.exec(path)?.[1];
  if (table !== undefined) return { kind: "table", table };
  const entities = /^\/(\w+)(\(\))?$/.exec(path)?.[1];
  if (entities !== undefined) return { kind: "entities", table: entities };
  const entity = /^\/(\w+)\(PartitionKey='((?:[^']|'')*)', ?RowKey='((?:[^']|'')*)'\)$/.exec(path);
  if (entity !== null) {
    const [, name = "", partitionKey = "", rowKey = ""] = entity;
    return { kind: "entity", table: name, key: { partitionKey: unquote(partitionKey), rowKey: unquote(rowKey) } };
  }
  throw new TableError(400, "InvalidUri", `The Tables simulator has no resource '${path}'.`);
}

function unquote(text: string): string {
  return text.replaceAll("''", "'");
}

/** The URL of an entity, as `Location` and `DataServiceId` show it. */
export function entityUrl(origin: string, table: string, { partitionKey, rowKey }: EntityKey): string {
  const quote = (text: string) => encodeURIComponent(text.replaceAll("'", "''"));
  return `${origin}/${table}(PartitionKey='${quote(partitionKey)}',RowKey='${quote(rowKey)}')`;
}
