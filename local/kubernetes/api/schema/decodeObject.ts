/** Reads what a client sent against its kind's schema: types must fit, unknown fields are dropped and reported. */
import { isRecord } from "../../store/json.ts";
import { badRequest } from "../statusError.ts";
import { childOf, type SchemaNode, shapeOf } from "./schemaNode.ts";

export interface Decoded {
  value: unknown;
  /** Paths as the real server writes them: `spec.template.spec.containers[0].imagee`. */
  unknownFields: string[];
}

/** A field that is null counts as left out. `onWrongType` is asked for another value, or throws. */
export function decodeObject(value: unknown, schema: SchemaNode, onWrongType: OnWrongType = refuseType): Decoded {
  const decoding: Decoding = { unknownFields: [], onWrongType };
  return { value: decode(value, schema, "", decoding), unknownFields: decoding.unknownFields };
}

export type OnWrongType = (value: unknown, path: string, wanted: string) => unknown;

interface Decoding {
  unknownFields: string[];
  onWrongType: OnWrongType;
}

function decode(value: unknown, given: SchemaNode, path: string, decoding: Decoding): unknown {
  const schema = shapeOf(given, value);
  switch (schema.type) {
    case "open":
      return isRecord(value) ? decodeFields(value, schema, path, decoding) : value;
    case "scalar":
      return decodeScalar(value, schema.of, path, decoding);
    case "list":
      if (!Array.isArray(value)) return decoding.onWrongType(value, path, "a list");
      return value.map((item, index) => decode(item, schema.items, `${path}[${index}]`, decoding));
    default:
      if (!isRecord(value)) return decoding.onWrongType(value, path, "an object");
      return decodeFields(value, schema, path, decoding);
  }
}

function decodeFields(value: Record<string, unknown>, schema: SchemaNode, path: string, decoding: Decoding) {
  const decoded: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) {
    const innerPath = path === "" ? name : `${path}.${name}`;
    const child = childOf(schema, name);
    if (child === undefined) decoding.unknownFields.push(innerPath);
    else if (inner !== null) decoded[name] = decode(inner, child, innerPath, decoding);
  }
  return decoded;
}

function decodeScalar(value: unknown, of: string, path: string, { onWrongType }: Decoding): unknown {
  if (of === "quantity" && (typeof value === "number" || typeof value === "string")) return String(value);
  if (of === "intOrString" && (typeof value === "number" || typeof value === "string")) return value;
  if (typeof value !== of) return onWrongType(value, path, `a ${of}`);
  return value;
}

/** 400, naming the field. */
function refuseType(value: unknown, path: string, wanted: string): never {
  const found = Array.isArray(value) ? "array" : value === null ? "null" : typeof value;
  throw badRequest(`cannot unmarshal ${found} into field ${path === "" ? "(root)" : path}, which is ${wanted}`);
}
