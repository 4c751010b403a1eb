/** How large an entity may be, in the service's own measure. */
import type { EdmValue } from "./edm.ts";
import type { EntityKey, Properties } from "./entity.ts";
import { TableError } from "./tableError.ts";

const MAX_PROPERTIES = 252;
const MAX_VALUE_BYTES = 64 * 1024;
const MAX_ENTITY_BYTES = 1024 * 1024;

/** What the service counts for an entity and for each property, beside their texts. */
const ENTITY_OVERHEAD = 4;
const PROPERTY_OVERHEAD = 8;

/** Throws 400 when the entity, as it would be stored, breaks a limit. */
export function checkLimits({ partitionKey, rowKey }: EntityKey, properties: Properties): void {
  const entries = Object.entries(properties);
  if (entries.length > MAX_PROPERTIES) {
    throw refused(
      "TooManyProperties",
      `The entity has ${entries.length} properties; at most ${MAX_PROPERTIES} are allowed.`,
    );
  }
  let size = ENTITY_OVERHEAD + textBytes(partitionKey) + textBytes(rowKey);
  for (const [name, property] of entries) {
    const valueSize = sizeOf(property);
    if (valueSize > MAX_VALUE_BYTES) {
      throw refused(
        "PropertyValueTooLarge",
        `The property value of '${name}' exceeds the maximum allowed size (64KB).`,
      );
    }
    size += PROPERTY_OVERHEAD + textBytes(name) + valueSize;
  }
  if (size > MAX_ENTITY_BYTES) {
    throw refused("EntityTooLarge", "The entity is larger than the maximum allowed size (1MB).");
  }
}

function sizeOf({ type, value }: EdmValue): number {
  if (type === "Edm.String") return textBytes(String(value));
  if (type === "Edm.Binary") return Buffer.byteLength(String(value), "base64");
  if (type === "Edm.Guid") return 16;
  return type === "Edm.Boolean" ? 1 : 8;
}

/** Texts are stored as UTF-16. */
function textBytes(text: string): number {
  return text.length * 2;
}

function refused(code: string, message: string): TableError {
  return new TableError(400, code, message);
}
