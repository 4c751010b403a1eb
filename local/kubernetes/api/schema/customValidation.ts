/** Checks a custom resource against its definition's OpenAPI schema, in the API server's words. */
import { isList, isRecord, sameJson } from "../../store/json.ts";
import type { StatusCause } from "../statusCause.ts";

type Schema = Record<string, unknown>;

/** `path`: "" for the whole object. An absent value is its parent's concern. */
export function violationsOf(value: unknown, schema: unknown, path = ""): StatusCause[] {
  if (!isRecord(schema) || value === undefined) return [];
  if (value === null && schema["nullable"] === true) return [];
  const mismatch = typeMismatch(value, schema, path);
  if (mismatch !== undefined) return [mismatch];
  return [...valueViolations(value, schema, path), ...innerViolations(value, schema, path)];
}

function typeMismatch(value: unknown, schema: Schema, path: string): StatusCause | undefined {
  const isEither = schema["x-kubernetes-int-or-string"] === true;
  if (isEither && (Number.isInteger(value) || typeof value === "string")) return undefined;
  const wanted = isEither ? "integer or string" : schema["type"];
  if (typeof wanted !== "string" || TYPES[wanted]?.(value) === true) return undefined;
  const found = JSON.stringify(typeOf(value));
  const message = `Invalid value: ${found}: ${path} in body must be of type ${wanted}: ${found}`;
  return { reason: "FieldValueTypeInvalid", message, field: path };
}

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  object: isRecord,
  array: isList,
  string: (value) => typeof value === "string",
  boolean: (value) => typeof value === "boolean",
  number: (value) => typeof value === "number",
  integer: (value) => Number.isInteger(value),
};

function typeOf(value: unknown): string {
  if (value === null) return "null";
  return isList(value) ? "array" : typeof value;
}

interface Limit {
  keyword: string;
  isBroken(value: never, limit: never): boolean;
  wording(limit: unknown): string;
}

const LIMITS: readonly Limit[] = [
  limit("minimum", (value: number, least: number) => value < least, "should be greater than or equal to"),
  limit("maximum", (value: number, most: number) => value > most, "should be less than or equal to"),
  limit("minLength", (value: string, least: number) => [...value].length < least, "should be at least", "chars long"),
  limit("maxLength", (value: string, most: number) => [...value].length > most, "should be at most", "chars long"),
  limit("minItems", (value: unknown[], least: number) => value.length < least, "should have at least", "items"),
  limit("maxItems", (value: unknown[], most: number) => value.length > most, "should have at most", "items"),
  limit("pattern", (value: string, pattern: string) => !new RegExp(pattern, "u").test(value), "should match"),
];

function limit<V, L>(keyword: string, isBroken: (value: V, limit: L) => boolean, before: string, after = ""): Limit {
  return { keyword, isBroken, wording: (value) => `${before} ${String(value)} ${after}`.trimEnd() };
}

function valueViolations(value: unknown, schema: Schema, path: string): StatusCause[] {
  const broken = LIMITS.filter(
    ({ keyword, isBroken }) => schema[keyword] !== undefined && isBroken(value as never, schema[keyword] as never),
  ).map(({ keyword, wording }) => ({
    reason: "FieldValueInvalid",
    message: `Invalid value: ${JSON.stringify(value)}: ${path} in body ${wording(schema[keyword])}`,
    field: path,
  }));
  const allowed = schema["enum"];
  if (!isList(allowed) || allowed.some((each) => sameJson(each, value))) return broken;
  const supported = allowed.map((each) => JSON.stringify(each)).join(", ");
  const message = `Unsupported value: ${JSON.stringify(value)}: supported values: ${supported}`;
  return [...broken, { reason: "FieldValueNotSupported", message, field: path }];
}

function innerViolations(value: unknown, schema: Schema, path: string): StatusCause[] {
  if (isList(value)) return value.flatMap((item, index) => violationsOf(item, schema["items"], `${path}[${index}]`));
  if (!isRecord(value)) return [];
  const { properties, additionalProperties, required } = schema;
  const known = isRecord(properties) ? properties : {};
  const at = (field: string) => (path === "" ? field : `${path}.${field}`);
  const missing = (isList(required) ? required.map(String) : [])
    .filter((field) => value[field] === undefined)
    .map((field) => ({ reason: "FieldValueRequired", message: "Required value", field: at(field) }));
  const inner = Object.entries(value).flatMap(([field, child]) =>
    violationsOf(child, known[field] ?? additionalProperties, at(field)),
  );
  return [...missing, ...inner];
}
