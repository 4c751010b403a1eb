/** CustomResourceDefinitions: named after what they define, with a schema, and one version that is stored. */
import type { SentObject } from "../../cluster.ts";
import { isList, isRecord } from "../../store/json.ts";
import type { StatusCause } from "../statusCause.ts";
import { invalidValue } from "./names.ts";

export function checkDefinition({ metadata, spec }: SentObject): StatusCause[] {
  const { group, names, versions } = isRecord(spec) ? spec : {};
  const plural = isRecord(names) ? names["plural"] : undefined;
  const wanted = `${String(plural)}.${String(group)}`;
  const misnamed = metadata.name !== wanted;
  const list = isList(versions) ? versions.filter(isRecord) : [];
  return [
    ...(misnamed
      ? [invalidValue("metadata.name", metadata.name ?? "", `must be spec.names.plural+"."+spec.group`)]
      : []),
    ...list.flatMap(checkSchema),
    ...checkStorage(list),
  ];
}

function checkSchema(version: Record<string, unknown>, index: number): StatusCause[] {
  const schema = isRecord(version["schema"]) ? version["schema"]["openAPIV3Schema"] : undefined;
  if (isRecord(schema)) return [];
  const field = `spec.versions[${index}].schema.openAPIV3Schema`;
  return [{ reason: "FieldValueRequired", message: "Required value: schemas are required", field }];
}

function checkStorage(versions: readonly Record<string, unknown>[]): StatusCause[] {
  if (versions.filter(({ storage }) => storage === true).length === 1) return [];
  const message = "Invalid value: must have exactly one version marked as storage version";
  return [{ reason: "FieldValueInvalid", message, field: "spec.versions" }];
}
