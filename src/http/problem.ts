/** Refusals as RFC 9457 problem documents, with a stable code and what a person can do. */
import type { HttpResponseInit } from "@azure/functions";
import type { ProblemCode } from "./problems.ts";

export interface Problem {
  status: number;
  code: ProblemCode;
  title: string;
  detail: string;
  /** What a person can do. */
  action: string;
  /** Further members: the run's id, a link, every wrong field. */
  more?: Record<string, unknown>;
}

export function problem(refusal: Problem, headers: Record<string, string> = {}): HttpResponseInit {
  return {
    status: refusal.status,
    headers: { "content-type": "application/problem+json", ...headers },
    body: JSON.stringify(problemBody(refusal)),
  };
}

export function problemBody({ status, code, title, detail, action, more = {} }: Problem): Record<string, unknown> {
  return { type: `https://lamplighter.dev/problems/${code}`, title, status, code, detail, action, ...more };
}

export function preparationNotFound(id: string): HttpResponseInit {
  return problem({
    status: 404,
    code: "PreparationNotFound",
    title: "No such preparation",
    detail: `There is no preparation ${id}.`,
    action: "Use the id or the Location that the start of the preparation returned.",
  });
}
