/** The parts of OpenAPI 3.1 that the document uses. */
export interface ApiDocument {
  openapi: "3.1.0";
  info: { title: string; version: string; description: string; license: { name: string; identifier: string } };
  servers: { url: string; description: string }[];
  tags: { name: string; description: string }[];
  security: SecurityNeed[];
  /** By path and method in lower case. */
  paths: Record<string, Record<string, OperationObject>>;
  components: {
    schemas: Record<string, JsonSchema>;
    examples: Record<string, { value: unknown }>;
    securitySchemes: Record<string, Record<string, string>>;
  };
}

export type SecurityNeed = Record<string, string[]>;

/** JSON Schema 2020-12. */
export type JsonSchema = Record<string, unknown>;

export interface OperationObject {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  security?: SecurityNeed[];
  parameters?: ParameterObject[];
  requestBody?: { required: boolean; content: Content };
  /** By status. */
  responses: Record<string, ResponseObject>;
}

export interface ParameterObject {
  name: string;
  in: string;
  required: boolean;
  description: string;
  schema: JsonSchema;
  example?: string;
}

export interface ResponseObject {
  description: string;
  headers?: Record<string, { description: string; schema: JsonSchema }>;
  content?: Content;
}

/** By media type. */
export type Content = Record<string, { schema: JsonSchema; examples?: Record<string, ExampleObject> }>;

export type ExampleObject = { value: unknown } | { $ref: string };
