/** Lays an applied configuration over the live object: structs field by field, lists by the identity of their items. */
import { copyJson, isList, isRecord } from "../../store/json.ts";
import { childOf, OPEN, type SchemaNode, shapeOf } from "../schema/schemaNode.ts";
import { isAtomic, stepOfItem } from "./fieldSet.ts";

export function mergeApplied(live: unknown, applied: unknown, given: SchemaNode): unknown {
  const schema = shapeOf(given, applied);
  if (live === undefined || isAtomic(schema)) return copyJson(applied);
  if (schema.type === "list") return mergeLists(live, applied, schema);
  if (!isRecord(live) || !isRecord(applied)) return copyJson(applied);
  const merged: Record<string, unknown> = { ...live };
  for (const [name, value] of Object.entries(applied)) {
    merged[name] = mergeApplied(live[name], value, childOf(schema, name) ?? OPEN);
  }
  return merged;
}

/** Items keep their places in the live list, in the applied order among themselves; new items follow. */
function mergeLists(live: unknown, applied: unknown, schema: SchemaNode & { type: "list" }): unknown {
  if (!isList(live) || !isList(applied)) return copyJson(applied);
  const liveItems = new Map(live.map((item) => [stepOfItem(item, schema), item]));
  const steps = applied.map((item) => stepOfItem(item, schema));
  const merged = applied.map((item, index) => mergeApplied(liveItems.get(steps[index] as string), item, schema.items));
  const known = merged.filter((_, index) => liveItems.has(steps[index] as string));
  const added = merged.filter((_, index) => !liveItems.has(steps[index] as string));
  const places = new Set(steps);
  return [...live.map((item) => (places.has(stepOfItem(item, schema)) ? known.shift() : item)), ...added];
}
