/** Creating, deleting and listing tables. */
import { parseEntityBody } from "./entity.ts";
import { pageSizeOf } from "./entityReads.ts";
import type { EntityStore } from "./entityStore.ts";
import { matches, parseFilter } from "./filter.ts";
import { invalidInput, JSON_HEADERS, TableError } from "./tableError.ts";
import type { TableRequest, TableResponse } from "./tableRequest.ts";

export function createTable(store: EntityStore, request: TableRequest): TableResponse {
  const { TableName: name } = parseEntityBody(request.body);
  if (typeof name !== "string" || !/^[A-Za-z][A-Za-z0-9]{2,62}$/.test(name)) {
    throw new TableError(400, "InvalidResourceName", `'${String(name)}' is no table name: 3 to 63 letters and digits.`);
  }
  if (store.hasTable(name)) throw new TableError(409, "TableAlreadyExists", "The table specified already exists.");
  store.createTable(name);
  const location = `${request.origin}/Tables('${name}')`;
  const body = { "odata.metadata": `${request.origin}/$metadata#Tables/@Element`, TableName: name };
  return { status: 201, headers: { ...JSON_HEADERS, location }, body: JSON.stringify(body) };
}

export function deleteTable(store: EntityStore, name: string): TableResponse {
  if (!store.hasTable(name)) {
    throw new TableError(404, "ResourceNotFound", "The specified resource does not exist.");
  }
  store.deleteTable(name);
  return { status: 204, headers: {}, body: "" };
}

export function listTables(store: EntityStore, { query, origin }: TableRequest): TableResponse {
  const filter = query.get("$filter");
  const parsed = filter === null ? undefined : parseFilter(filter);
  const from = query.get("NextTableName") ?? "";
  const found = store.tables().filter((name) => {
    if (name.toLowerCase() < from.toLowerCase()) return false;
    return parsed === undefined || matches(parsed, (property) => tableProperty(name, property));
  });
  const size = pageSizeOf(query);
  const next = found[size];
  const body = {
    "odata.metadata": `${origin}/$metadata#Tables`,
    value: found.slice(0, size).map((name) => ({ TableName: name })),
  };
  const continuation = next === undefined ? {} : { "x-ms-continuation-nexttablename": next };
  return { status: 200, headers: { ...JSON_HEADERS, ...continuation }, body: JSON.stringify(body) };
}

function tableProperty(name: string, property: string) {
  if (property === "TableName") return { type: "Edm.String", value: name } as const;
  throw invalidInput(`Tables are filtered by TableName, not by '${property}'.`);
}
