/** The OpenAPI document of the API: everything in it comes from the table of operations. */
import type { z } from "zod";
import { APP_ROLES } from "../../domain/clientPrincipal.ts";
import { problemSchema } from "../answers/serviceAnswers.ts";
import type { Operation, Parameter, Tag } from "../operation.ts";
import { contentOf, responsesOf } from "./answerResponses.ts";
import type { ApiDocument, JsonSchema, OperationObject, ParameterObject } from "./apiDocument.ts";
import { jsonSchemas } from "./jsonSchemas.ts";
import { problemExamples, problemResponses } from "./problemResponses.ts";

const TAGS: Readonly<Record<Tag, string>> = {
  Plans: "What a preparation would do, before it does it",
  Preparations: "Runs that prepare a cluster, and their records",
  Clusters: "The registry of clusters, their certificates and verifications",
  Chat: "Slack and Teams: signed requests of these platforms",
  Service: "The service itself",
};

const DESCRIPTION = `Prepares AKS clusters for LLM inference with llm-d, proves that they are ready, and keeps proving it.

Refusals are problem documents (RFC 9457) with a stable \`code\` and an \`action\`. Answers may get further fields: let pass what you do not know. Polls have an \`ETag\` (send it as \`If-None-Match\`) and, while something goes on, a \`Retry-After\`.`;

/** The same for the same table, byte for byte. Throws when two schemas share an id. */
export function makeDocument(operations: readonly Operation[], version: string): ApiDocument {
  const schemas = schemasOf(operations);
  const paths: ApiDocument["paths"] = {};
  for (const operation of operations) {
    const path = `/api/${operation.route.replace("{*", "{")}`;
    paths[path] = { ...paths[path], [operation.method.toLowerCase()]: operationObject(operation, schemas.of) };
  }
  const used = new Set(operations.map(({ tag }) => tag));
  return {
    openapi: "3.1.0",
    info: {
      title: "Lamplighter",
      version,
      description: DESCRIPTION,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/", description: "Where this document comes from" }],
    tags: Object.entries(TAGS)
      .filter(([name]) => used.has(name as Tag))
      .map(([name, description]) => ({ name, description })),
    security: [{ functionKey: [] }, { entra: [] }],
    paths,
    components: {
      schemas: schemas.components,
      examples: problemExamples(operations),
      securitySchemes: {
        functionKey: {
          ...{ type: "apiKey", in: "header", name: "x-functions-key" },
          description: "LAMPLIGHTER_AUTH=function-key: a key of the function app",
        },
        entra: {
          ...{ type: "http", scheme: "bearer", bearerFormat: "JWT" },
          description: `LAMPLIGHTER_AUTH=easyauth: an Entra ID token with the app role ${APP_ROLES.reader} or ${APP_ROLES.preparer}`,
        },
      },
    },
  };
}

type SchemaOf = (io: "input" | "output", name: string) => JsonSchema;

interface Schemas {
  of: SchemaOf;
  components: Record<string, JsonSchema>;
}

function schemasOf(operations: readonly Operation[]): Schemas {
  const inputs: Record<string, z.ZodType> = {};
  const outputs: Record<string, z.ZodType> = { problem: problemSchema };
  for (const { name, body, parameters = [], answers } of operations) {
    if (body !== undefined) inputs[`${name} body`] = body.schema;
    for (const parameter of parameters) inputs[`${name} ${parameter.name}`] = parameter.schema;
    for (const [status, { schema }] of Object.entries(answers)) {
      if (schema !== undefined) outputs[`${name} ${status}`] = schema;
    }
  }
  const converted = { input: jsonSchemas(inputs, "input"), output: jsonSchemas(outputs, "output") };
  const shared = Object.keys(converted.input.components).filter((id) => id in converted.output.components);
  if (shared.length > 0) throw new Error(`Schemas of requests and of answers share these ids: ${shared.join(", ")}`);
  return {
    of: (io, name) => converted[io].schemas[name] ?? {},
    components: { ...converted.input.components, ...converted.output.components },
  };
}

function operationObject(operation: Operation, schemaOf: SchemaOf): OperationObject {
  const { name, tag, summary, description, role, body } = operation;
  const parameters = parametersOf(operation, schemaOf);
  const needs = role === "anyone" ? "" : `Needs the role ${APP_ROLES[role]}, or a function key.`;
  return {
    operationId: name,
    tags: [tag],
    summary,
    description: [description, needs].filter(Boolean).join(" "),
    ...(role === "anyone" ? { security: [] } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: body.optional !== true,
            content: contentOf(body.mediaType ?? "application/json", schemaOf("input", `${name} body`), body.examples),
          },
        }),
    responses: {
      ...responsesOf(operation, (status) => schemaOf("output", `${name} ${status}`)),
      ...problemResponses(operation, schemaOf("output", "problem")),
    },
  };
}

function parametersOf({ name, parameters = [], polled }: Operation, schemaOf: SchemaOf): ParameterObject[] {
  const own = parameters.map((parameter: Parameter) => ({
    ...{ name: parameter.name, in: parameter.in, required: parameter.in === "path" },
    ...{ description: parameter.description, schema: schemaOf("input", `${name} ${parameter.name}`) },
    ...(parameter.example === undefined ? {} : { example: parameter.example }),
  }));
  return polled === true ? [...own, IF_NONE_MATCH] : own;
}

const IF_NONE_MATCH: ParameterObject = {
  ...{ name: "If-None-Match", in: "header", required: false, schema: { type: "string" } },
  description: "The ETag of the answer that you have",
};
