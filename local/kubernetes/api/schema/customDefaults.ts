/** Fills in what a definition's OpenAPI schema declares as default. */
import { copyJson, isList, isRecord } from "../../store/json.ts";

/** A new value; what is there stays. */
export function withSchemaDefaults(value: unknown, schema: unknown): unknown {
  if (!isRecord(schema)) return value;
  if (isList(value)) return value.map((item) => withSchemaDefaults(item, schema["items"]));
  if (!isRecord(value)) return value;
  const properties = isRecord(schema["properties"]) ? schema["properties"] : {};
  const filled: Record<string, unknown> = { ...value };
  for (const [name, child] of Object.entries(properties)) {
    const given = filled[name] ?? (isRecord(child) ? copyJson(child["default"]) : undefined);
    if (given !== undefined) filled[name] = withSchemaDefaults(given, child);
  }
  for (const name of Object.keys(value).filter((field) => !(field in properties))) {
    filled[name] = withSchemaDefaults(value[name], schema["additionalProperties"]);
  }
  return filled;
}
