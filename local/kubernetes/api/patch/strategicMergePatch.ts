/** Strategic merge patch: a merge patch whose lists merge by the identity of their items, as the schema says. */
import { isList, isRecord } from "../../store/json.ts";
import { childOf, OPEN, type SchemaNode, shapeOf } from "../schema/schemaNode.ts";
import { badRequest, notSimulated } from "../statusError.ts";

export function strategicMergePatch(target: unknown, patch: unknown, given: SchemaNode): unknown {
  const schema = shapeOf(given, patch);
  if (schema.type === "list" && Array.isArray(patch)) return mergeList(target, patch, schema);
  if (!isRecord(patch)) return patch;
  if (patch["$patch"] === "replace") return without(patch, "$patch");
  const merged = retained(isRecord(target) ? target : {}, patch[RETAIN_KEYS]);
  const entries = Object.entries(patch);
  for (const [name, value] of entries.filter(([field]) => !field.startsWith("$"))) {
    if (value === null) delete merged[name];
    else merged[name] = strategicMergePatch(merged[name], value, childOf(schema, name) ?? OPEN);
  }
  for (const [name, value] of entries.filter(([field]) => field.startsWith("$"))) {
    applyDirective(merged, name, value, schema);
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

const RETAIN_KEYS = "$retainKeys";

/** A copy with the fields that a union keeps. */
function retained(target: Record<string, unknown>, keys: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(target).filter(([name]) => !Array.isArray(keys) || keys.includes(name)));
}

function applyDirective(merged: Record<string, unknown>, directive: string, value: unknown, schema: SchemaNode): void {
  if (directive === RETAIN_KEYS) return;
  const [kind = "", name = ""] = directive.split("/");
  const list = merged[name];
  if (!(kind in LIST_DIRECTIVES) || !isList(value)) {
    throw notSimulated(`the strategic merge patch directive "${directive}"`);
  }
  if (isList(list)) merged[name] = LIST_DIRECTIVES[kind]?.(list, value, childOf(schema, name) ?? OPEN);
}

type ListDirective = (list: readonly unknown[], value: readonly unknown[], schema: SchemaNode) => unknown[];

const LIST_DIRECTIVES: Readonly<Record<string, ListDirective>> = {
  $deleteFromPrimitiveList: (list, removed) => list.filter((item) => !removed.includes(item)),
  $setElementOrder: inOrder,
};

/** The named items take their places in the named order; items that are not named keep theirs. */
function inOrder(list: readonly unknown[], order: readonly unknown[], schema: SchemaNode): unknown[] {
  const key = schema.type === "list" && typeof schema.merge === "object" ? (schema.merge.keys[0] ?? "name") : undefined;
  const identityOf = (item: unknown) => (key !== undefined && isRecord(item) ? item[key] : item);
  const wanted = order.map(identityOf);
  const placeOf = (item: unknown) => wanted.indexOf(identityOf(item));
  const ordered = list.filter((item) => placeOf(item) >= 0).sort((left, right) => placeOf(left) - placeOf(right));
  return list.map((item) => (placeOf(item) >= 0 ? ordered.shift() : item));
}

function without(fields: Record<string, unknown>, name: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([field]) => field !== name));
}
