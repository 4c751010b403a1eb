/** Strategic merge patch: a merge patch whose lists merge by the identity of their items, as the schema says. */
import { isList, isRecord } from "../../store/json.ts";
import { childOf, OPEN, type SchemaNode, shapeOf } from "../schema/schemaNode.ts";
import { badRequest, notSimulated } from "../statusError.ts";

export function strategicMergePatch(target: unknown, patch: unknown, given: SchemaNode): unknown {
  const schema = shapeOf(given, patch);
  if (schema.type === "list" && Array.isArray(patch)) return mergeList(target, patch, schema);
  if (!isRecord(patch)) return patch;
  if (patch["$patch"] === "replace") return without(patch, "$patch");
  const merged: Record<string, unknown> = isRecord(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (name.startsWith("$")) applyDirective(merged, name, value);
    else if (value === null) delete merged[name];
    else merged[name] = strategicMergePatch(merged[name], value, childOf(schema, name) ?? OPEN);
  }
  return merged;
}

function mergeList(target: unknown, patch: readonly unknown[], schema: SchemaNode & { type: "list" }): unknown {
  const live: unknown[] = isList(target) ? [...target] : [];
  if (schema.merge === "atomic") return patch;
  if (schema.merge === "set") return [...new Set([...live, ...patch])];
  const [key = "name"] = schema.merge.keys;
  if (patch.some((item) => isRecord(item) && item["$patch"] === "replace")) {
    return patch.filter((item) => !(isRecord(item) && item["$patch"] === "replace"));
  }
  for (const item of patch) mergeItem(live, item, key, schema.items);
  return live;
}

function mergeItem(live: unknown[], item: unknown, key: string, schema: SchemaNode): void {
  if (!isRecord(item) || item[key] === undefined)
    throw badRequest(`map: ${JSON.stringify(item)} does not contain declared merge key: ${key}`);
  const index = live.findIndex((other) => isRecord(other) && other[key] === item[key]);
  if (item["$patch"] === "delete") {
    if (index >= 0) live.splice(index, 1);
  } else if (index >= 0) live[index] = strategicMergePatch(live[index], item, schema);
  else live.push(strategicMergePatch(undefined, item, schema));
}

const DELETE_ITEMS = "$deleteFromPrimitiveList/";
const ORDER = "$setElementOrder/";
const RETAIN_KEYS = "$retainKeys";

function applyDirective(merged: Record<string, unknown>, directive: string, value: unknown): void {
  if (directive.startsWith(ORDER)) return;
  if (directive === RETAIN_KEYS && Array.isArray(value)) {
    for (const name of Object.keys(merged)) if (!value.includes(name)) delete merged[name];
    return;
  }
  const name = directive.slice(DELETE_ITEMS.length);
  const list = merged[name];
  if (!directive.startsWith(DELETE_ITEMS) || !Array.isArray(value)) {
    throw notSimulated(`the strategic merge patch directive "${directive}"`);
  }
  if (Array.isArray(list)) merged[name] = list.filter((item) => !value.includes(item));
}

function without(fields: Record<string, unknown>, name: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([field]) => field !== name));
}
