/** The answers of an operation that are no refusals, by status. */
import type { Answer, Operation } from "../operation.ts";
import type { Content, JsonSchema, ResponseObject } from "./apiDocument.ts";

const ETAG = { ETag: "Of this answer" };

export function responsesOf(
  { answers, polled }: Operation,
  schemaOf: (status: string) => JsonSchema,
): Record<string, ResponseObject> {
  const own = Object.entries(answers).map(([status, answer]): [string, ResponseObject] => {
    const headers = polled === true && status === "200" ? { ...answer.headers, ...ETAG } : answer.headers;
    return [status, responseOf({ ...answer, ...(headers === undefined ? {} : { headers }) }, schemaOf(status))];
  });
  const description = "Nothing has changed since the answer with this ETag";
  const unchanged = responseOf({ description, headers: ETAG }, {});
  return { ...Object.fromEntries(own), ...(polled === true ? { 304: unchanged } : {}) };
}

function responseOf({ description, headers = {}, ...body }: Answer, jsonSchema: JsonSchema): ResponseObject {
  const told = Object.entries(headers).map(([name, what]) => [name, { description: what, schema: { type: "string" } }]);
  const content = bodyOf(body, jsonSchema);
  return {
    description,
    ...(told.length === 0 ? {} : { headers: Object.fromEntries(told) as NonNullable<ResponseObject["headers"]> }),
    ...(Object.keys(content).length === 0 ? {} : { content }),
  };
}

function bodyOf(
  { schema, mediaType = [], examples = {} }: Pick<Answer, "schema" | "mediaType" | "examples">,
  jsonSchema: JsonSchema,
): Content {
  if (schema !== undefined) return contentOf("application/json", jsonSchema, examples);
  const types = [mediaType].flat();
  return Object.assign({}, ...types.map((type) => contentOf(type, { type: "string" }, {}))) as Content;
}

export function contentOf(mediaType: string, schema: JsonSchema, examples: Readonly<Record<string, unknown>>): Content {
  const shown = Object.entries(examples).map(([name, value]) => [name, { value }] as const);
  return { [mediaType]: { schema, ...(shown.length === 0 ? {} : { examples: Object.fromEntries(shown) }) } };
}
