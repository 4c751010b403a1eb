/**
 * What the API does, operation by operation: how it is reached, who may, what it takes and what it answers. Registration,
 * the OpenAPI document and the tests read the same table (routes.ts).
 */
import type { z } from "zod";
import type { Role } from "../domain/caller.ts";
import type { OpenContext, RouteHandler } from "./deps.ts";
import type { ProblemCode } from "./problems.ts";

export type Operation = OperationFacts &
  (
    | { role: Role; handle: RouteHandler }
    /** No key and no sign-in is needed; a route that knows its callers by other means does so itself. */
    | { role: "anyone"; handle: RouteHandler<OpenContext> }
  );

interface OperationFacts {
  /** The function's name, and the document's `operationId`. */
  name: string;
  method: "GET" | "POST";
  /** Below /api; `{name}` is a path parameter, `{*name}` takes the rest of the path. */
  route: string;
  tag: Tag;
  /** What it does, in the words of an index. */
  summary: string;
  /** What else a caller must know. */
  description?: string;
  /** Path parameters are described here too. */
  parameters?: readonly Parameter[];
  body?: Body;
  /** By status. */
  answers: Readonly<Record<number, Answer>>;
  /** Its own; those that any operation has (commonProblems.ts) are added. */
  problems?: readonly ProblemCode[];
  /** A poll: the answer has an ETag, and 304 says that nothing has changed. */
  polled?: true;
}

export type Tag = "Plans" | "Preparations" | "Clusters" | "Chat" | "Service";

export interface Parameter {
  in: "path" | "query" | "header";
  name: string;
  description: string;
  schema: z.ZodType;
  example?: string;
}

export interface Body {
  /** Left out by a caller: it is an empty object. */
  optional?: true;
  schema: z.ZodType;
  /** At least one; tests send each. */
  examples: Readonly<Record<string, unknown>>;
  /** Left out: application/json. Anything else is checked by the operation itself. */
  mediaType?: string;
}

export interface Answer {
  description: string;
  /** Of a JSON body. */
  schema?: z.ZodType;
  /** By name; at least one where there is a schema. */
  examples?: Readonly<Record<string, unknown>>;
  /** Of a body that is not JSON: "text/html"; several where the file says which. */
  mediaType?: string | readonly string[];
  /** By name, what is in them. */
  headers?: Readonly<Record<string, string>>;
}
