/** A set of field paths: what a manager owns. Reads and writes the `fieldsV1` form of managedFields. */
import { isRecord } from "../../store/json.ts";
import { childOf, type SchemaNode, shapeOf } from "../schema/schemaNode.ts";
import { type FieldPath, fieldStep, itemStep, type Step, valueStep } from "./fieldPath.ts";

export type FieldSet = ReadonlyMap<string, FieldPath>;

export type FieldsV1 = { [step: string]: FieldsV1 };

export function fieldSetOf(paths: Iterable<FieldPath>): FieldSet {
  return new Map([...paths].map((path) => [JSON.stringify(path), path]));
}

export function union(left: FieldSet, right: FieldSet): FieldSet {
  return new Map([...left, ...right]);
}

export function difference(left: FieldSet, right: FieldSet): FieldSet {
  return new Map([...left].filter(([key]) => !right.has(key)));
}

export function sameFields(left: FieldSet, right: FieldSet): boolean {
  return left.size === right.size && [...left.keys()].every((key) => right.has(key));
}

/** Every field that `value` sets: leaves, empty structs, list items that have an identity, and atomic values as a whole. */
export function fieldsOf(value: unknown, schema: SchemaNode): FieldSet {
  const paths: FieldPath[] = [];
  collect(value, schema, [], paths);
  return fieldSetOf(paths);
}

function collect(value: unknown, given: SchemaNode, path: FieldPath, paths: FieldPath[]): void {
  const schema = shapeOf(given, value);
  if (schema.type === "list" && Array.isArray(value) && schema.merge !== "atomic") {
    if (value.length === 0) paths.push(path);
    for (const item of value) {
      const step = stepOfItem(item, schema);
      paths.push([...path, step]);
      if (schema.merge !== "set") collect(item, schema.items, [...path, step], paths);
    }
  } else if (isRecord(value) && !isAtomic(schema) && Object.keys(value).length > 0) {
    for (const [name, inner] of Object.entries(value)) {
      if (inner !== undefined)
        collect(inner, childOf(schema, name) ?? { type: "open" }, [...path, fieldStep(name)], paths);
    }
  } else if (path.length > 0) paths.push(path);
}

export function stepOfItem(item: unknown, schema: SchemaNode & { type: "list" }): Step {
  return typeof schema.merge === "object" ? itemStep(item, schema.merge.keys) : valueStep(item);
}

export function isAtomic(schema: SchemaNode): boolean {
  if (schema.type === "struct" || schema.type === "map") return schema.atomic;
  return schema.type === "list" ? schema.merge === "atomic" : schema.type === "scalar";
}

export function toFieldsV1(set: FieldSet): FieldsV1 {
  const root: FieldsV1 = {};
  for (const path of set.values()) {
    let node = root;
    for (const step of path) node = node[step] ??= {};
    node["."] = {};
  }
  return withoutLoneDots(root);
}

/** A leaf is `{}`; only a field that is owned and has owned fields inside is marked with a dot. */
function withoutLoneDots(node: FieldsV1): FieldsV1 {
  const steps = Object.keys(node);
  if (steps.length === 1 && steps[0] === ".") return {};
  return Object.fromEntries(steps.map((step) => [step, withoutLoneDots(node[step] as FieldsV1)]));
}

export function fromFieldsV1(fields: unknown): FieldSet {
  const paths: FieldPath[] = [];
  const walk = (node: unknown, path: FieldPath) => {
    const steps = isRecord(node) ? Object.entries(node) : [];
    if (steps.length === 0 && path.length > 0) paths.push(path);
    for (const [step, inner] of steps) {
      if (step === ".") paths.push(path);
      else walk(inner, [...path, step]);
    }
  };
  walk(fields, []);
  return fieldSetOf(paths);
}
