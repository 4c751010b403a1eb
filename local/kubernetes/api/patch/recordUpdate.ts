/** Ownership after a plain write (create, update, patch): what it changed belongs to its manager, what it removed to nobody. */
import type { KubeObject, SentObject } from "../../cluster.ts";
import { sameJson } from "../../store/json.ts";
import type { SchemaNode } from "../schema/schemaNode.ts";
import { readField } from "./fieldAccess.ts";
import { difference, fieldSetOf, fieldsOf, union } from "./fieldSet.ts";
import { isSameManager, type Manager, managersOf, withFields, withManagers } from "./managedFields.ts";
import { ownableParts } from "./serverSideApply.ts";

/** Nothing changed: returns `after` with the ownership of `before`. */
export function recordUpdate(
  before: KubeObject | undefined,
  after: SentObject,
  schema: SchemaNode,
  manager: Omit<Manager, "fields">,
): SentObject {
  const former = before === undefined ? undefined : ownableParts(before);
  const present = fieldsOf(ownableParts(after), schema);
  const removed = difference(former === undefined ? fieldSetOf([]) : fieldsOf(former, schema), present);
  const changed = fieldSetOf(
    [...present.values()].filter((path) => !sameJson(readField(former, path), readField(after, path))),
  );
  const managers = before === undefined ? [] : managersOf(before);
  const own = managers.find((item) => isSameManager(item, manager));
  const gained = union(own === undefined ? fieldSetOf([]) : difference(own.fields, removed), changed);
  const others = managers.map((item) =>
    item === own
      ? withFields(own, { ...manager, fields: gained })
      : { ...item, fields: difference(item.fields, union(removed, changed)) },
  );
  return withManagers(after, own === undefined ? [...others, { ...manager, fields: gained }] : others);
}
