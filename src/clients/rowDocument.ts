/**
 * A JSON document as properties of a table entity: json0, json1, ... of at most 64 KiB UTF-16 each, within the 1 MiB of
 * an entity. The row is always replaced as a whole, so the properties there are the document's.
 */
import { escapeKey } from "./rowKey.ts";

export interface TableRow {
  partitionKey: string;
  rowKey: string;
  [property: string]: string;
}

const LONGEST_PROPERTY = 32 * 1024;
const LARGEST_ENTITY_BYTES = 1024 * 1024;

export function toTableRow(partition: string, row: string, value: unknown): TableRow {
  const json = JSON.stringify(value);
  if (json === undefined) throw new TypeError(`Row ${partition}/${row}: this value has no JSON form`);
  const entity: TableRow = { partitionKey: escapeKey(partition), rowKey: escapeKey(row) };
  for (const [index, part] of splitText(json).entries()) entity[`json${index}`] = part;
  const bytes = entityBytes(entity);
  if (bytes > LARGEST_ENTITY_BYTES) {
    throw new RangeError(
      `Row ${partition}/${row} would take ${bytes} bytes; Azure Tables stores at most ${LARGEST_ENTITY_BYTES}: split the document`,
    );
  }
  return entity;
}

export function fromTableRow<T>(entity: Record<string, unknown>): T {
  let json = "";
  for (let index = 0; typeof entity[`json${index}`] === "string"; index++) json += entity[`json${index}`] as string;
  return JSON.parse(json) as T;
}

/** Never between the halves of a surrogate pair: alone, neither is a character. */
function splitText(text: string): string[] {
  const parts: string[] = [];
  for (let start = 0; start < text.length; ) {
    let end = Math.min(start + LONGEST_PROPERTY, text.length);
    if (end < text.length && /[\ud800-\udbff]/.test(text.charAt(end - 1))) end -= 1;
    parts.push(text.slice(start, end));
    start = end;
  }
  return parts;
}

/** As Azure Tables counts: 4 for the entity, 8 for a property and 4 for a string, and UTF-16 throughout. */
function entityBytes({ partitionKey, rowKey, ...properties }: TableRow): number {
  const keys = 4 + 2 * (partitionKey.length + rowKey.length);
  return Object.entries(properties).reduce(
    (sum, [name, value]) => sum + 8 + 2 * name.length + 4 + 2 * value.length,
    keys,
  );
}
