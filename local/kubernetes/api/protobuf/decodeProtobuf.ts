/** Reads an object in Kubernetes' protobuf encoding as the JSON that it stands for. */
import { isRecord } from "../../store/json.ts";
import { badRequest, unreadableProtobuf } from "../statusError.ts";
import type { FieldType, Message } from "./message.ts";
import { MESSAGES } from "./messages.ts";
import { readWireFields, type WireField } from "./wireFields.ts";

export const PROTOBUF = "application/vnd.kubernetes.protobuf";

const MAGIC = Buffer.from("k8s\0");

type Fields = Record<string, unknown>;

/** Throws 400 on what is no such message, 415 on a kind or field that this server does not know in protobuf. */
export function decodeProtobuf(body: Uint8Array): Fields {
  const bytes = Buffer.from(body);
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC))
    throw badRequest("the body of the request is no Kubernetes protobuf");
  const { typeMeta, raw } = readMessage(bytes.subarray(MAGIC.length), "Unknown");
  const { apiVersion = "", kind = "" } = (isRecord(typeMeta) ? typeMeta : {}) as { apiVersion?: string; kind?: string };
  const object = Buffer.from(typeof raw === "string" ? raw : "", "base64");
  return { apiVersion, kind, ...readMessage(object, kind) };
}

function readMessage(bytes: Buffer, name: string): Fields {
  const message = MESSAGES[name];
  if (message === undefined) throw unreadableProtobuf(name);
  const fields: Fields = {};
  for (const wire of readWireFields(bytes)) addField(fields, wire, { name, message });
  return fields;
}

function addField(fields: Fields, wire: WireField, { name, message }: { name: string; message: Message }): void {
  const field = message[wire.number];
  if (field === undefined) throw unreadableProtobuf(`field ${wire.number} of ${name}`);
  if (field.type === "ignored") return;
  if (field.repeated === "list")
    fields[field.name] = [...((fields[field.name] ?? []) as unknown[]), readValue(wire, field)];
  else if (field.repeated === "map")
    fields[field.name] = { ...(fields[field.name] as Fields), ...readEntry(wire, field) };
  else {
    const value = readValue(wire, field);
    if (!isLeftOut(value, field)) fields[field.name] = value;
  }
}

function readEntry({ bytes }: WireField, { type }: FieldType): Fields {
  const [key, value] = [1, 2].map((number) => readWireFields(bytes).find((wire) => wire.number === number));
  const empty: WireField = { number: 2, value: 0, bytes: Buffer.alloc(0) };
  return { [key?.bytes.toString() ?? ""]: readValue(value ?? empty, { name: "", type }) };
}

function readValue({ value, bytes }: WireField, { type }: FieldType): unknown {
  switch (type) {
    case "string":
      return bytes.toString();
    case "bytes":
      return bytes.toString("base64");
    case "int":
    case "int?":
      return value;
    case "bool":
    case "bool?":
      return value !== 0;
    case "time":
      return readTime(bytes);
    case "quantity":
      return textOf(bytes, 1);
    case "intOrString":
      return readIntOrString(bytes);
    default:
      return readMessage(bytes, type);
  }
}

function readTime(bytes: Buffer): string {
  const seconds = readWireFields(bytes).find(({ number }) => number === 1)?.value;
  return seconds === undefined ? "" : `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}

/** Its first field says which of the two it is. */
function readIntOrString(bytes: Buffer): number | string {
  const number = (wanted: number) => readWireFields(bytes).find((field) => field.number === wanted)?.value ?? 0;
  return number(1) === 0 ? number(2) : textOf(bytes, 3);
}

function textOf(bytes: Buffer, wanted: number): string {
  return (
    readWireFields(bytes)
      .find(({ number }) => number === wanted)
      ?.bytes.toString() ?? ""
  );
}

/** Fields that are always written are left out when they say nothing. */
function isLeftOut(value: unknown, { type }: FieldType): boolean {
  if (type.endsWith("?")) return false;
  return value === "" || value === 0 || value === false || (isRecord(value) && Object.keys(value).length === 0);
}
