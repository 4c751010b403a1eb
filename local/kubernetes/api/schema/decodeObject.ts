/** Reads what a client sent against its kind's schema: types must fit, unknown fields are dropped and reported. */
import { isRecord } from "../../store/json.ts";
import { badRequest } from "../statusError.ts";
import { childOf, type SchemaNode, shapeOf } from "./schemaNode.ts";

export interface Decoded {
  value: unknown;
  /** Paths as the real server writes them: `spec.template.spec.containers[0].imagee`. */
  unknownFields: string[];
}

/** Throws 400 on a value of the wrong type, naming the field. A field that is null counts as left out. */
export function decodeObject(value: unknown, schema: SchemaNode): Decoded {
  const unknownFields: string[] = [];
  return { value: decode(value, schema, "", unknownFields), unknownFields };
}

function decode(value: unknown, given: SchemaNode, path: string, unknownFields: string[]): unknown {
  const schema = shapeOf(given, value);
  switch (schema.type) {
    case "open":
      return isRecord(value) ? decodeFields(value, schema, path, unknownFields) : value;
    case "scalar":
      return decodeScalar(value, schema.of, path);
    case "list":
      if (!Array.isArray(value)) throw wrongType(value, path, "a list");
      return value.map((item, index) => decode(item, schema.items, `${path}[${index}]`, unknownFields));
    default:
      if (!isRecord(value)) throw wrongType(value, path, "an object");
      return decodeFields(value, schema, path, unknownFields);
  }
}

function decodeFields(value: Record<string, unknown>, schema: SchemaNode, path: string, unknownFields: string[]) {
  const decoded: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) {
    const innerPath = path === "" ? name : `${path}.${name}`;
    const child = childOf(schema, name);
    if (child === undefined) unknownFields.push(innerPath);
    else if (inner !== null) decoded[name] = decode(inner, child, innerPath, unknownFields);
  }
  return decoded;
}

function decodeScalar(value: unknown, of: string, path: string): unknown {
  if (of === "quantity" && (typeof value === "number" || typeof value === "string")) return String(value);
  if (of === "intOrString" && (typeof value === "number" || typeof value === "string")) return value;
  if (typeof value !== of) throw wrongType(value, path, `a ${of}`);
  return value;
}

function wrongType(value: unknown, path: string, wanted: string): Error {
  const found = Array.isArray(value) ? "array" : value === null ? "null" : typeof value;
  return badRequest(`cannot unmarshal ${found} into field ${path === "" ? "(root)" : path}, which is ${wanted}`);
}
