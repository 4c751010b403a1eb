/** The schema of a custom resource, from its definition's OpenAPI schema. */
import { isRecord } from "../../store/json.ts";
import { modelSchema } from "./modelSchema.ts";
import { type ListMerge, OPEN, type ScalarNode, type SchemaNode } from "./schemaNode.ts";

type Fields = Record<string, unknown>;

/** The root knows apiVersion, kind and metadata whatever the definition says. */
export function customSchema(openApi: unknown): SchemaNode {
  const root = isRecord(openApi) ? readNode(openApi) : OPEN;
  return {
    type: "struct",
    atomic: false,
    field(name) {
      if (name === "apiVersion" || name === "kind") return { type: "scalar", of: "string" };
      if (name === "metadata") return modelSchema("V1ObjectMeta");
      return root.type === "struct" ? root.field(name) : OPEN;
    },
  };
}

function readNode(node: Fields): SchemaNode {
  if (node["x-kubernetes-int-or-string"] === true) return { type: "scalar", of: "intOrString" };
  const { type } = node;
  if (type === "array") {
    return { type: "list", items: isRecord(node["items"]) ? readNode(node["items"]) : OPEN, merge: mergeOf(node) };
  }
  if (type === "object") return readObject(node);
  const scalar = SCALARS[String(type)];
  return scalar === undefined ? OPEN : { type: "scalar", of: scalar };
}

const SCALARS: Readonly<Record<string, ScalarNode["of"]>> = {
  string: "string",
  integer: "number",
  number: "number",
  boolean: "boolean",
};

function readObject(node: Fields): SchemaNode {
  const atomic = node["x-kubernetes-map-type"] === "atomic";
  const { properties, additionalProperties } = node;
  if (isRecord(additionalProperties)) return { type: "map", atomic, values: readNode(additionalProperties) };
  if (!isRecord(properties) || additionalProperties === true) return OPEN;
  const keepsUnknown = node["x-kubernetes-preserve-unknown-fields"] === true;
  const fields = new Map(Object.entries(properties).map(([name, child]) => [name, readNode(child as Fields)]));
  return { type: "struct", atomic, field: (name) => fields.get(name) ?? (keepsUnknown ? OPEN : undefined) };
}

function mergeOf(node: Fields): ListMerge {
  const keys = node["x-kubernetes-list-map-keys"];
  if (node["x-kubernetes-list-type"] === "map" && Array.isArray(keys)) return { keys: keys.map(String) };
  return node["x-kubernetes-list-type"] === "set" ? "set" : "atomic";
}
