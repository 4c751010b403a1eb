/** Finalizers have qualified names, and none is added to an object that is already deleted. */
import type { SentObject } from "../../cluster.ts";
import type { StatusCause } from "../statusCause.ts";
import { invalidValue, isQualifiedName } from "./names.ts";

const FIELD = "metadata.finalizers";

export function checkFinalizers({ metadata }: SentObject): StatusCause[] {
  return (metadata.finalizers ?? [])
    .filter((name) => !isQualifiedName(name))
    .map((name) => invalidValue(FIELD, name, "name part must consist of alphanumeric characters, '-', '_' or '.'"));
}

export function checkNewFinalizers(before: SentObject, { metadata }: SentObject): StatusCause[] {
  if (before.metadata.deletionTimestamp === undefined) return [];
  const added = (metadata.finalizers ?? []).filter((name) => !(before.metadata.finalizers ?? []).includes(name));
  if (added.length === 0) return [];
  const message = `Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers ${JSON.stringify(added)}`;
  return [{ reason: "FieldValueForbidden", message, field: FIELD }];
}
