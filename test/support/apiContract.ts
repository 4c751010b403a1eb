/** The API's document, held against what the app answers: nothing may be answered that is not documented, to the field. */
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import packageJson from "../../package.json" with { type: "json" };
import type { JsonSchema, OperationObject, ResponseObject } from "../../src/http/openapi/apiDocument.ts";
import { makeDocument } from "../../src/http/openapi/makeDocument.ts";
import { ROUTES } from "../../src/http/routes.ts";

export interface Answered {
  method: string;
  /** Absolute, or below the host. */
  url: string;
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  text: string;
}

export const API_DOCUMENT = makeDocument(ROUTES, packageJson.version);

/** "startPreparation 409 PlanChanged" for each answer that is documented; without a code when it is no refusal. */
export function documentedAnswers(): string[] {
  return operations.flatMap(({ operation: { operationId, responses } }) =>
    Object.entries(responses).flatMap(([status, response]) => {
      const codes = Object.keys(response.content?.[PROBLEM]?.examples ?? { "": undefined });
      return codes.map((code) => `${operationId} ${status} ${code}`.trim());
    }),
  );
}

/** As `documentedAnswers` names it; undefined: of no operation. Throws with what is wrong with the answer. */
export function checkAnswer(answered: Answered): string | undefined {
  const { pathname } = new URL(answered.url, "http://localhost");
  const found = operations.find(({ method, pattern }) => method === answered.method && pattern.test(pathname));
  const name = `${answered.method} ${pathname} ${answered.status}`;
  if (found === undefined) {
    if (pathname.startsWith("/api")) requireValid(PROBLEM_SCHEMA, JSON.parse(answered.text), name);
    return undefined;
  }
  const { operationId, responses } = found.operation;
  const response = responses[answered.status];
  if (response === undefined) throw new Error(`${name} is not documented`);
  requireHeaders(response, answered, name);
  return `${operationId} ${answered.status} ${checkBody(response, answered, name) ?? ""}`.trim();
}

const PROBLEM = "application/problem+json";
const PROBLEM_SCHEMA: JsonSchema = { $ref: "#/components/schemas/Problem" };

const operations = Object.values(API_DOCUMENT.paths).flatMap((methods) =>
  Object.entries(methods).map(([method, operation]: [string, OperationObject]) => ({
    method: method.toUpperCase(),
    pattern: patternOf(operation.operationId),
    operation,
  })),
);

function patternOf(operationId: string): RegExp {
  const { route = "" } = ROUTES.find(({ name }) => name === operationId) ?? {};
  const parts = route.split("/").map((part) => (part.startsWith("{*") ? ".*" : part.replace(/^\{.*/, "[^/]+")));
  return new RegExp(`^/api/${parts.join("/").replace("openapi.json", "openapi\\.json")}$`);
}

/** Returns the code of a refusal. */
function checkBody(response: ResponseObject, { headers, text, status }: Answered, name: string): string | undefined {
  // With function keys it is the platform that refuses, and it says nothing.
  if (text === "" && (response.content === undefined || status === 401)) return undefined;
  const [mediaType = ""] = (headers["content-type"] ?? "").split(";");
  const content = response.content?.[mediaType];
  if (content === undefined) throw new Error(`${name}: a body of type "${mediaType}" is not documented`);
  if (!mediaType.endsWith("json")) return undefined;
  const body = JSON.parse(text) as { code?: string };
  requireValid(content.schema, body, name);
  if (mediaType !== PROBLEM) return undefined;
  if (!Object.hasOwn(content.examples ?? {}, body.code ?? ""))
    throw new Error(`${name}: ${body.code} is not documented`);
  return body.code;
}

/** `Retry-After` is there only when there is something to wait for. */
function requireHeaders({ headers = {} }: ResponseObject, answered: Answered, name: string): void {
  const missing = Object.keys(headers).filter(
    (header) => header !== "Retry-After" && answered.headers[header.toLowerCase()] === undefined,
  );
  if (missing.length > 0) throw new Error(`${name}: no ${missing.join(", ")}`);
}

let validator: Ajv2020 | undefined;
const compiled = new Map<JsonSchema, ValidateFunction>();

export function requireValid(schema: JsonSchema, value: unknown, name: string): void {
  const validate = validatorOf(schema);
  if (validate(value)) return;
  const errors = (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
  throw new Error(`${name} is not as documented:\n${errors.join("\n")}\n${JSON.stringify(value).slice(0, 2000)}`);
}

function validatorOf(schema: JsonSchema): ValidateFunction {
  const known = compiled.get(schema);
  if (known !== undefined) return known;
  validator ??= new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  const components = { schemas: closed(API_DOCUMENT.components.schemas) };
  const validate = validator.compile({ ...(closed(schema) as JsonSchema), components });
  compiled.set(schema, validate);
  return validate;
}

/** The document leaves answers open for fields to come; here each field must be in it by now. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== "object" || schema === null) return schema;
  const parts = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return parts["properties"] === undefined ? parts : { additionalProperties: false, ...parts };
}
