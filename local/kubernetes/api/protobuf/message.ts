/** What a protobuf message is made of: by field number the field's name and type. */

/**
 * "string", "int" and "bool" count as left out when they are empty, 0 or false, for they are always written; "int?" and
 * "bool?" are written only when they are set. A time is a message of seconds, a quantity one of its text. What only a
 * server sets ("ignored") is not read. Anything else is the name of a message.
 */
export interface FieldType {
  name: string;
  type: string;
  repeated?: "list" | "map";
}

export type Message = Readonly<Record<number, FieldType>>;

export const one = (name: string, type = "string"): FieldType => ({ name, type });
export const list = (name: string, type = "string"): FieldType => ({ name, type, repeated: "list" });
export const map = (name: string, type = "string"): FieldType => ({ name, type, repeated: "map" });

/** An object of a kind that has no status, or one that only a server writes. */
export function kindMessage(spec: string): Message {
  return { 1: one("metadata", "ObjectMeta"), 2: one("spec", spec), 3: one("status", "ignored") };
}
