/** Schemas of the built-in kinds, read from the models that the Kubernetes client generates from the API definitions. */
import * as models from "@kubernetes/client-node/dist/gen/models/all.js";
import { ATOMIC_MAPS, ATOMIC_STRUCTS, LIST_MERGES, QUANTITY_MAPS } from "./listMerges.ts";
import { OPEN, type ScalarNode, type SchemaNode, type StructNode } from "./schemaNode.ts";

interface Attribute {
  baseName: string;
  type: string;
}

const structs = new Map<string, StructNode>();

/** `name`: a model, "V1DaemonSet". Throws on an unknown one. */
export function modelSchema(name: string): StructNode {
  const known = structs.get(name);
  if (known !== undefined) return known;
  const struct = readModel(name);
  structs.set(name, struct);
  return struct;
}

/** Fields are read when they are first asked for: models refer to each other in circles. */
function readModel(name: string): StructNode {
  const attributes = new Map(attributesOf(name).map(({ baseName, type }) => [baseName, type]));
  const fields = new Map<string, SchemaNode>();
  return {
    type: "struct",
    atomic: ATOMIC_STRUCTS.has(name),
    field(field) {
      const type = attributes.get(field);
      if (type === undefined) return undefined;
      const schema = fields.get(field) ?? readType(type, `${name}.${field}`);
      fields.set(field, schema);
      return schema;
    },
  };
}

function attributesOf(name: string): Attribute[] {
  const model = (models as Record<string, unknown>)[name] as { attributeTypeMap?: Attribute[] } | undefined;
  if (model?.attributeTypeMap === undefined) throw new Error(`The Kubernetes client has no model named "${name}"`);
  return model.attributeTypeMap;
}

const SCALARS: Readonly<Record<string, ScalarNode["of"]>> = {
  string: "string",
  number: "number",
  boolean: "boolean",
  Date: "string",
  V1MicroTime: "string",
  IntOrString: "intOrString",
};

function readType(type: string, path: string): SchemaNode {
  const scalar = SCALARS[type];
  if (scalar !== undefined) return { type: "scalar", of: scalar };
  if (type === "any" || type === "object") return OPEN;
  const item = /^Array<(.+)>$/.exec(type)?.[1];
  if (item !== undefined) {
    return { type: "list", items: readType(item, path), merge: LIST_MERGES[path] ?? "atomic" };
  }
  const value = /^\{ \[key: string\]: (.+); \}$/.exec(type)?.[1];
  if (value === undefined) return modelSchema(type);
  const values: SchemaNode = QUANTITY_MAPS.has(path) ? { type: "scalar", of: "quantity" } : readType(value, path);
  return { type: "map", atomic: ATOMIC_MAPS.has(path), values };
}
