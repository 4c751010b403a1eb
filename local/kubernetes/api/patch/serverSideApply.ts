/**
 * Server-side apply: lays a manager's configuration over the live object, takes back what the manager no longer
 * applies, and refuses to overwrite what others own unless forced.
 */
import type { KubeObject, ObjectMeta, SentObject } from "../../cluster.ts";
import { sameJson } from "../../store/json.ts";
import type { SchemaNode } from "../schema/schemaNode.ts";
import { readField, removeField } from "./fieldAccess.ts";
import { describePath, type FieldPath } from "./fieldPath.ts";
import { difference, type FieldSet, fieldSetOf, fieldsOf } from "./fieldSet.ts";
import { isSameManager, type Manager, managersOf, withFields, withManagers } from "./managedFields.ts";
import { mergeApplied } from "./mergeApplied.ts";

export interface ApplyConflict {
  manager: Manager;
  fields: string[];
}

export interface Application {
  manager: Omit<Manager, "fields">;
  force: boolean;
}

/**
 * `live`: undefined when the object is to be created. Returns the new object, or the conflicts that only force
 * overcomes. Applying the same again returns an equal object.
 */
export function applyConfiguration(
  live: KubeObject | undefined,
  config: SentObject,
  schema: SchemaNode,
  { manager, force }: Application,
): { object: SentObject } | { conflicts: ApplyConflict[] } {
  const owned = ownableParts(config);
  const fields = fieldsOf(owned, schema);
  const managers = live === undefined ? [] : managersOf(live);
  const former = managers.find((item) => isSameManager(item, manager));
  const merged = mergeApplied(live, live === undefined ? config : owned, schema) as SentObject;
  const overwritten = managers.map((item) =>
    item === former ? fieldSetOf([]) : overwrittenBy(merged, fields, item, live),
  );
  const conflicts = managers
    .map((item, index) => ({ manager: item, fields: [...(overwritten[index] as FieldSet).values()].map(describePath) }))
    .filter((conflict) => conflict.fields.length > 0);
  if (conflicts.length > 0 && !force) return { conflicts };
  const applied = withFields(former, { ...manager, fields });
  const remaining = managers.map((item, index) =>
    item === former ? applied : { ...item, fields: difference(item.fields, overwritten[index] as FieldSet) },
  );
  if (former === undefined) remaining.push(applied);
  if (former !== undefined) prune(merged, difference(former.fields, fields), remaining);
  return { object: withManagers(merged, remaining) };
}

/** Fields of `other` that have another value once `merged`. That a list item is there is no value: its fields are. */
function overwrittenBy(merged: unknown, fields: FieldSet, other: Manager, live: KubeObject | undefined): FieldSet {
  const shared = [...other.fields].filter(([key]) => fields.has(key)).map(([, path]) => path);
  const values = shared.filter((path) => !isKeyedItem(path));
  return fieldSetOf(values.filter((path) => !sameJson(readField(merged, path), readField(live, path))));
}

function isKeyedItem(path: FieldPath): boolean {
  return path.at(-1)?.startsWith("k:") === true;
}

/** Removes what the manager applied before and applies no more, unless another manager owns it or something inside. */
function prune(object: SentObject, abandoned: FieldSet, managers: readonly Manager[]): void {
  const owned = managers.flatMap(({ fields }) => [...fields.values()]);
  const isOwned = (path: FieldPath) => owned.some((other) => path.every((step, index) => other[index] === step));
  const itemsBeforeTheirKeys = [...abandoned.values()].sort((left, right) => left.length - right.length);
  for (const path of itemsBeforeTheirKeys) {
    if (!isOwned(path)) removeField(object, path, (parent) => !isOwned(parent));
  }
}

const SERVER_METADATA: readonly (keyof ObjectMeta)[] = [
  "name",
  "namespace",
  "uid",
  "resourceVersion",
  "generation",
  "creationTimestamp",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
  "managedFields",
];

/** What a manager can own: never the object's identity nor what the server keeps. */
export function ownableParts(object: SentObject): Partial<SentObject> {
  const { apiVersion: _, kind: __, metadata, ...parts } = object;
  const labelled = Object.fromEntries(
    Object.entries(metadata).filter(([name]) => !SERVER_METADATA.includes(name as keyof ObjectMeta)),
  );
  return Object.keys(labelled).length === 0 ? parts : { ...parts, metadata: labelled };
}
