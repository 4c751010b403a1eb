/** The body of a request for a plan or a preparation, and the refusal that names everything that is wrong with it. */
import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import { type ParseResult, parseRequest, type RequestProblem } from "../domain/request.ts";
import type { RouteContext } from "./deps.ts";
import { readJson } from "./json.ts";
import { problem } from "./problem.ts";

export async function readRequest(request: HttpRequest, { catalog, mayNotify }: RouteContext): Promise<ParseResult> {
  const body = await readJson(request);
  if (body === undefined) return { ok: false, problems: [{ path: "", message: "the body is not JSON" }] };
  return parseRequest(body.value, catalog, mayNotify);
}

export function invalidRequest(problems: readonly RequestProblem[]): HttpResponseInit {
  return problem({
    status: 400,
    code: "InvalidRequest",
    title: "The request cannot be carried out",
    detail: problems.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`)).join("; "),
    action: "Correct every field that is named and send the request again. Nothing was started.",
    more: { problems },
  });
}
