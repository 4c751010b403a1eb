/** Who owns which fields of an object: reads and writes `metadata.managedFields`. */
import type { SentObject } from "../../cluster.ts";
import { type FieldSet, fromFieldsV1, sameFields, toFieldsV1 } from "./fieldSet.ts";

export interface Manager {
  name: string;
  operation: "Apply" | "Update";
  apiVersion: string;
  time: string;
  subresource?: string;
  fields: FieldSet;
}

interface ManagedFieldsEntry {
  manager: string;
  operation: Manager["operation"];
  apiVersion: string;
  time: string;
  subresource?: string;
  fieldsV1: unknown;
}

export function managersOf(object: SentObject): Manager[] {
  const entries = (object.metadata.managedFields ?? []) as ManagedFieldsEntry[];
  return entries.map(({ manager, operation, apiVersion, time, subresource, fieldsV1 }) => ({
    name: manager,
    operation,
    apiVersion,
    time,
    ...(subresource === undefined ? {} : { subresource }),
    fields: fromFieldsV1(fieldsV1),
  }));
}

/** Managers that own nothing any more are left out. */
export function withManagers(object: SentObject, managers: readonly Manager[]): SentObject {
  const managedFields = managers
    .filter(({ fields }) => fields.size > 0)
    .map(({ name, operation, apiVersion, time, subresource, fields }) => ({
      manager: name,
      operation,
      apiVersion,
      time,
      fieldsType: "FieldsV1",
      fieldsV1: toFieldsV1(fields),
      ...(subresource === undefined ? {} : { subresource }),
    }));
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata: { ...metadata, ...(managedFields.length === 0 ? {} : { managedFields }) } };
}

export function isSameManager(left: Manager, right: Omit<Manager, "fields" | "time">): boolean {
  return (
    left.name === right.name &&
    left.operation === right.operation &&
    (left.subresource ?? "") === (right.subresource ?? "")
  );
}

/** `manager` with `fields`; its time moves only when they change, so that a repeated apply changes nothing. */
export function withFields(former: Manager | undefined, manager: Manager): Manager {
  const isUnchanged = former !== undefined && sameFields(former.fields, manager.fields);
  return isUnchanged ? { ...manager, time: former.time } : manager;
}
