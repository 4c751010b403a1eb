/** Typed property values as Azure Tables carries them in JSON: `"count": "7", "count@odata.type": "Edm.Int64"`. */
import { invalidInput } from "./tableError.ts";

export type EdmType =
  | "Edm.Binary"
  | "Edm.Boolean"
  | "Edm.DateTime"
  | "Edm.Double"
  | "Edm.Guid"
  | "Edm.Int32"
  | "Edm.Int64"
  | "Edm.String";

export interface EdmValue {
  type: EdmType;
  value: string | number | boolean;
}

const ACCEPTS: Record<EdmType, (value: unknown) => boolean> = {
  "Edm.Binary": (value) => typeof value === "string" && /^[A-Za-z0-9+/]*={0,2}$/.test(value),
  "Edm.Boolean": (value) => typeof value === "boolean",
  "Edm.DateTime": (value) => typeof value === "string" && !Number.isNaN(Date.parse(value)),
  "Edm.Double": (value) => typeof value === "number" || ["NaN", "Infinity", "-Infinity"].includes(String(value)),
  "Edm.Guid": (value) => typeof value === "string" && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value),
  "Edm.Int32": isInt32,
  "Edm.Int64": (value) => typeof value === "string" && isInt64(value),
  "Edm.String": (value) => typeof value === "string",
};

/** `declared` is the annotation, if any. Throws 400 naming the property. */
export function readEdmValue(name: string, value: unknown, declared: unknown): EdmValue {
  const type = declared ?? inferType(value);
  if (typeof type !== "string" || !Object.hasOwn(ACCEPTS, type)) {
    throw invalidInput(`The property '${name}' has the unknown type ${JSON.stringify(type) ?? "null"}.`);
  }
  if (!ACCEPTS[type as EdmType](value)) {
    throw invalidInput(`The value of property '${name}' is not a valid ${type}.`);
  }
  return { type: type as EdmType, value: value as EdmValue["value"] };
}

/** Types that JSON cannot tell are annotated; so is a Double that would read as an integer. */
export function needsAnnotation({ type, value }: EdmValue): boolean {
  if (type === "Edm.Double") return typeof value === "string" || Number.isInteger(value);
  return type === "Edm.Binary" || type === "Edm.DateTime" || type === "Edm.Guid" || type === "Edm.Int64";
}

function inferType(value: unknown): EdmType | undefined {
  if (typeof value === "string") return "Edm.String";
  if (typeof value === "boolean") return "Edm.Boolean";
  if (typeof value === "number") return isInt32(value) ? "Edm.Int32" : "Edm.Double";
  return undefined;
}

function isInt32(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= -(2 ** 31) && (value as number) < 2 ** 31;
}

function isInt64(text: string): boolean {
  return /^-?\d{1,19}$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text);
}
