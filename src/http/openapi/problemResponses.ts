/** The refusals of an operation, by status: its own, and those that its role and body bring with them. */
import type { Operation } from "../operation.ts";
import { problemBody } from "../problem.ts";
import { PROBLEMS, type ProblemCode, type ProblemKind } from "../problems.ts";
import type { JsonSchema, ResponseObject } from "./apiDocument.ts";

export function problemsOf({ role, body, problems = [] }: Operation): ProblemCode[] {
  return [
    ...problems,
    ...(role === "anyone" ? [] : (["Unauthenticated", "Forbidden"] as const)),
    ...(body === undefined ? [] : (["RequestTooLarge"] as const)),
    ...(body === undefined || body.mediaType !== undefined ? [] : (["UnsupportedMediaType"] as const)),
  ];
}

export function problemResponses(operation: Operation, schema: JsonSchema): Record<string, ResponseObject> {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of problemsOf(operation)) {
    for (const status of PROBLEMS[code].statuses) byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries([...byStatus].map(([status, codes]) => [status, responseOf(status, codes, schema)]));
}

function responseOf(status: number, codes: readonly ProblemCode[], schema: JsonSchema): ResponseObject {
  const examples = codes.map((code) => [code, { $ref: `#/components/examples/${exampleName(code, status)}` }] as const);
  return {
    description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].when}`).join(" "),
    content: { "application/problem+json": { schema, examples: Object.fromEntries(examples) } },
  };
}

/** One for each code and status that an operation may answer. */
export function problemExamples(operations: readonly Operation[]): Record<string, { value: unknown }> {
  const codes = new Set(operations.flatMap(problemsOf));
  return Object.fromEntries(
    [...codes].flatMap((code) =>
      PROBLEMS[code].statuses.map((status) => [exampleName(code, status), { value: exampleOf(code, status) }]),
    ),
  );
}

function exampleName(code: ProblemCode, status: number): string {
  return PROBLEMS[code].statuses.length === 1 ? code : `${code}-${status}`;
}

function exampleOf(code: ProblemCode, status: number): unknown {
  const { title, detail, action, ...more }: ProblemKind["example"] = PROBLEMS[code].example;
  return problemBody({ status, code, title, detail, action, more });
}
