/**
 * What no operation takes: 405 with the methods that the path has, else 404. Registered under every path and method but
 * OPTIONS, which is the platform's (CORS); it tells nothing that the document does not, and so needs no key.
 */
import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import type { Operation } from "./operation.ts";
import { problem } from "./problem.ts";

export function answerUnmatched(
  operations: readonly Operation[],
  { method, url }: Pick<HttpRequest, "method" | "url">,
): HttpResponseInit {
  const { pathname } = new URL(url);
  const allowed = operations.filter(({ route }) => matches(route, pathname)).map((operation) => operation.method);
  return allowed.length === 0 ? noSuchRoute(pathname) : methodNotAllowed(pathname, method, allowed);
}

function matches(route: string, pathname: string): boolean {
  const pattern = route
    .split("/")
    .map((part) => (part.startsWith("{*") ? ".*" : part.startsWith("{") ? "[^/]+" : part.replaceAll(".", "\\.")))
    .join("/");
  return new RegExp(`^/api/${pattern}/?$`, "i").test(pathname);
}

function noSuchRoute(pathname: string): HttpResponseInit {
  return problem({
    status: 404,
    code: "NoSuchRoute",
    title: "Nothing is at this path",
    detail: `This API has no ${pathname}.`,
    action: "Look at GET /api/docs for what there is.",
  });
}

function methodNotAllowed(pathname: string, method: string, allowed: readonly string[]): HttpResponseInit {
  const allow = [...new Set(allowed)].join(", ");
  return problem(
    {
      status: 405,
      code: "MethodNotAllowed",
      title: "The path does not have this method",
      detail: `${pathname} does not take ${method}.`,
      action: `Use ${allow}.`,
    },
    { allow },
  );
}
