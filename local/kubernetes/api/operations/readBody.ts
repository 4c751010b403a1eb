/** The object in a request's body: parsed, checked against its kind's schema and against the URL. */
import { parse } from "yaml";
import type { SentObject } from "../../cluster.ts";
import { isRecord } from "../../store/json.ts";
import type { ApiRequest, Target } from "../apiContext.ts";
import { apiVersionOf } from "../kinds/resourceKind.ts";
import { decodeObject } from "../schema/decodeObject.ts";
import { duplicateFields } from "../schema/duplicateFields.ts";
import { badRequest, unsupportedMediaType } from "../statusError.ts";

export interface ReadObject {
  object: SentObject;
  /** Paths of what was dropped. */
  unknownFields: string[];
}

/** JSON, or YAML when the content type allows it. */
export function parseBody({ text, headers }: Pick<ApiRequest, "text" | "headers">): unknown {
  const contentType = headers["content-type"] ?? "application/json";
  if (!/json|yaml/.test(contentType)) throw unsupportedMediaType(contentType, ["application/json", "application/yaml"]);
  try {
    const isJson = text.trimStart().startsWith("{") || !contentType.includes("yaml");
    return isJson ? JSON.parse(text) : parse(text);
  } catch (error) {
    throw badRequest(
      `the body of the request cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

export function readBodyObject(request: ApiRequest, target: Target): ReadObject {
  const body = parseBody(request);
  const duplicates = request.query.get("fieldValidation") === "Strict" ? duplicateFields(request.text) : [];
  return checkedObject(body, request, target, duplicates);
}

/** Also for an object that came out of a patch. Unknown fields are dropped, or refused when `fieldValidation` is Strict. */
export function checkedObject(
  body: unknown,
  request: ApiRequest,
  target: Target,
  duplicates: readonly string[] = [],
): ReadObject {
  if (!isRecord(body)) throw badRequest("the body of the request is not an object");
  checkType(body, target);
  const { value, unknownFields } = target.kind.custom
    ? decodeObject(body, target.kind.schema, leaveToValidation)
    : decodeObject(body, target.kind.schema);
  const complaints = [
    ...unknownFields.map((field) => `unknown field "${field}"`),
    ...duplicates.map((field) => `duplicate field "${field}"`),
  ];
  if (request.query.get("fieldValidation") === "Strict" && complaints.length > 0) {
    const { kind, version } = target.kind;
    const wording = complaints.join(", ");
    throw badRequest(
      `${kind} in version "${version}" cannot be handled as a ${kind}: strict decoding error: ${wording}`,
    );
  }
  const object = value as SentObject;
  return { object: placed(object, target), unknownFields };
}

/** A custom resource's types are checked with the rest of its schema, so that every complaint comes at once. */
function leaveToValidation(value: unknown): unknown {
  return value;
}

function checkType(body: Record<string, unknown>, { kind }: Target): void {
  const apiVersion = apiVersionOf(kind);
  if (body["kind"] !== undefined && body["kind"] !== kind.kind) {
    throw badRequest(`the kind in the body (${JSON.stringify(body["kind"])}) does not match the URL (${kind.kind})`);
  }
  if (body["apiVersion"] !== undefined && body["apiVersion"] !== apiVersion) {
    throw badRequest(
      `the API version in the body (${JSON.stringify(body["apiVersion"])}) does not match the URL (${apiVersion})`,
    );
  }
}

function placed(object: SentObject, { kind, namespace, name }: Target): SentObject {
  const metadata = { ...object.metadata };
  if (name !== undefined && metadata.name !== undefined && metadata.name !== name) {
    throw badRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${name})`);
  }
  if (namespace !== undefined && metadata.namespace !== undefined && metadata.namespace !== namespace) {
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  }
  if (kind.namespaced && namespace !== undefined) metadata.namespace = namespace;
  else delete metadata.namespace;
  if (name !== undefined) metadata.name = name;
  return { ...object, apiVersion: apiVersionOf(kind), kind: kind.kind, metadata };
}
