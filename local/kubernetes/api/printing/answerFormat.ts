/** In which form a client wants its answer, and answers in the forms that are no operation's own business. */
import { stringify } from "yaml";
import type { WireResponse } from "../../../world/wire.ts";
import { isList, isRecord } from "../../store/json.ts";
import type { ApiRequest } from "../apiContext.ts";
import { notAcceptable } from "../statusError.ts";

/** "metadata": objects as PartialObjectMetadata. */
export type AnswerFormat = "json" | "yaml" | "table" | "metadata";

const TRANSFORMATIONS: Readonly<Record<string, AnswerFormat>> = {
  Table: "table",
  PartialObjectMetadata: "metadata",
  PartialObjectMetadataList: "metadata",
};

/** The first form of the Accept header that this server writes. Throws 406 when there is none. */
export function answerFormatOf({ headers }: Pick<ApiRequest, "headers">): AnswerFormat {
  const accept = headers["accept"] ?? "*/*";
  for (const part of accept.split(",")) {
    const format = formatOfMediaType(part.trim());
    if (format !== undefined) return format;
  }
  throw notAcceptable(["application/json", "application/yaml"]);
}

function formatOfMediaType(text: string): AnswerFormat | undefined {
  const [type = "", ...parameters] = text.split(";").map((part) => part.trim());
  if (type === "application/yaml") return "yaml";
  if (!["application/json", "application/*", "*/*"].includes(type)) return undefined;
  const wanted = parameterOf(parameters, "as");
  if (wanted === undefined) return "json";
  return parameterOf(parameters, "v") === "v1" ? TRANSFORMATIONS[wanted] : undefined;
}

function parameterOf(parameters: readonly string[], name: string): string | undefined {
  return parameters.find((parameter) => parameter.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** Streams and texts stay as they are, and so do tables: the operation has made them. */
export function inFormat(response: WireResponse, format: AnswerFormat): WireResponse {
  const isJson = (response.headers["content-type"] ?? "").startsWith("application/json");
  if (!isJson || typeof response.body !== "string" || format === "json" || format === "table") return response;
  const body = JSON.parse(response.body) as unknown;
  if (format === "metadata") return { ...response, body: JSON.stringify(metadataOnly(body)) };
  const headers = { ...response.headers, "content-type": "application/yaml" };
  return { ...response, headers, body: stringify(inFieldOrder(body), { aliasDuplicateObjects: false }) };
}

const PARTIAL = { apiVersion: "meta.k8s.io/v1", kind: "PartialObjectMetadata" };

/** A Status is left alone. */
export function metadataOnly(body: unknown): unknown {
  if (!isRecord(body) || body["kind"] === "Status") return body;
  const { metadata, items } = body;
  if (!isList(items)) return { ...PARTIAL, metadata };
  return { ...PARTIAL, kind: "PartialObjectMetadataList", metadata, items: items.map(metadataOnly) };
}

/** As the real server's YAML: sorted by name. */
function inFieldOrder(value: unknown): unknown {
  if (isList(value)) return value.map(inFieldOrder);
  if (!isRecord(value)) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, inFieldOrder(value[name])]));
}
