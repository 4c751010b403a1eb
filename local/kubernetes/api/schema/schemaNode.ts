/** The shape of a kind's fields, as far as the API server needs it: which exist, of what type, and how lists merge. */
export type SchemaNode = ScalarNode | StructNode | MapNode | ListNode | OpenNode;

export interface ScalarNode {
  type: "scalar";
  of: "string" | "number" | "boolean" | "intOrString" | "quantity";
}

export interface StructNode {
  type: "struct";
  /** Written and owned as a whole. */
  atomic: boolean;
  field(name: string): SchemaNode | undefined;
}

export interface MapNode {
  type: "map";
  /** Written and owned as a whole. */
  atomic: boolean;
  values: SchemaNode;
}

export interface ListNode {
  type: "list";
  items: SchemaNode;
  merge: ListMerge;
}

/** "atomic": replaced as a whole; "set": items are their own identity; keys: items with equal keys are the same item. */
export type ListMerge = "atomic" | "set" | { keys: readonly string[] };

/** Anything goes: fields merge one by one, lists are atomic. */
export interface OpenNode {
  type: "open";
}

export const OPEN: OpenNode = { type: "open" };

const ATOMIC_LIST: ListNode = { type: "list", items: OPEN, merge: "atomic" };

/** The shape to use for `value` inside an open node. */
export function shapeOf(schema: SchemaNode, value: unknown): SchemaNode {
  return schema.type === "open" && Array.isArray(value) ? ATOMIC_LIST : schema;
}

/** The schema of a field, undefined when a struct has no such field. */
export function childOf(schema: SchemaNode, field: string): SchemaNode | undefined {
  if (schema.type === "struct") return schema.field(field);
  return schema.type === "map" ? schema.values : OPEN;
}
