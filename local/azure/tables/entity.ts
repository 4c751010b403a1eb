/** An entity: reading it from a request, and showing it in an answer. */
import { type EdmValue, needsAnnotation, readEdmValue } from "./edm.ts";
import { invalidInput, TableError } from "./tableError.ts";

export interface EntityKey {
  partitionKey: string;
  rowKey: string;
}

export type Properties = Record<string, EdmValue>;

export interface Entity extends EntityKey {
  properties: Properties;
  /** ISO 8601 with seven digits, unique to each write. */
  timestamp: string;
}

const SYSTEM_PROPERTIES = ["PartitionKey", "RowKey", "Timestamp"];
/** 1 KiB of UTF-16. */
const MAX_KEY_LENGTH = 512;

export function etagOf(entity: Entity): string {
  return `W/"datetime'${encodeURIComponent(entity.timestamp)}'"`;
}

export function parseEntityBody(text: string): Record<string, unknown> {
  try {
    const body = JSON.parse(text) as unknown;
    if (typeof body === "object" && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  } catch {
    // Answered below: the service tells malformed JSON and a wrong shape alike.
  }
  throw invalidInput("The request body is not a JSON object.");
}

/** The key that an insert's body holds. */
export function readKey(body: Record<string, unknown>): EntityKey {
  const { PartitionKey: partitionKey, RowKey: rowKey } = body;
  if (typeof partitionKey !== "string" || typeof rowKey !== "string") {
    throw new TableError(400, "PropertiesNeedValue", "The values are not specified for all properties in the entity.");
  }
  checkKey("PartitionKey", partitionKey);
  checkKey("RowKey", rowKey);
  return { partitionKey, rowKey };
}

/** Everything but keys, timestamp and annotations. A null is no property. */
export function readProperties(body: Record<string, unknown>): Properties {
  const properties: Properties = {};
  for (const [name, value] of Object.entries(body)) {
    const isOurs = SYSTEM_PROPERTIES.includes(name) || name.startsWith("odata.") || name.endsWith("@odata.type");
    if (isOurs || value === null) continue;
    properties[name] = readEdmValue(name, value, body[`${name}@odata.type`]);
  }
  return properties;
}

/** `select` empty: everything. */
export function entityView(entity: Entity, select: readonly string[]): Record<string, unknown> {
  const view: Record<string, unknown> = { "odata.etag": etagOf(entity) };
  const wanted = (name: string) => select.length === 0 || select.includes(name);
  if (wanted("PartitionKey")) view["PartitionKey"] = entity.partitionKey;
  if (wanted("RowKey")) view["RowKey"] = entity.rowKey;
  if (wanted("Timestamp")) view["Timestamp"] = entity.timestamp;
  for (const [name, property] of Object.entries(entity.properties)) {
    if (!wanted(name)) continue;
    if (needsAnnotation(property)) view[`${name}@odata.type`] = property.type;
    view[name] = property.value;
  }
  return view;
}

function checkKey(name: string, value: string): void {
  if (/[/\\#?\p{Cc}]/u.test(value)) {
    throw new TableError(400, "OutOfRangeInput", `The '${name}' parameter of value '${value}' is out of range.`);
  }
  if (value.length > MAX_KEY_LENGTH) {
    throw new TableError(
      400,
      "PropertyValueTooLarge",
      `The property value of '${name}' exceeds the maximum allowed size (1KB).`,
    );
  }
}
