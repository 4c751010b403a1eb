/** ConfigMaps and Secrets: keys that are file names, and data that may be sealed. */
import type { SentObject } from "../../cluster.ts";
import { isRecord, sameJson } from "../../store/json.ts";
import type { StatusCause } from "../statusCause.ts";

const KEY = /^[-._a-zA-Z0-9]{1,253}$/;

export function checkDataKeys(object: SentObject): StatusCause[] {
  return ["data", "binaryData"].flatMap((field) =>
    Object.keys(fieldsOf(object[field]))
      .filter((key) => !KEY.test(key))
      .map((key) => ({
        reason: "FieldValueInvalid",
        message: `Invalid value: ${JSON.stringify(key)}: a valid config key must consist of alphanumeric characters, '-', '_' or '.'`,
        field: `${field}[${key}]`,
      })),
  );
}

export function checkSealedData(before: SentObject, after: SentObject): StatusCause[] {
  if (before["immutable"] !== true) return [];
  return ["data", "binaryData", "immutable"]
    .filter((field) => !sameJson(before[field], after[field]))
    .map((field) => ({
      reason: "FieldValueForbidden",
      message: "Forbidden: field is immutable when `immutable` is set",
      field,
    }));
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}
