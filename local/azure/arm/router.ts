/**
 * ARM's routing: a path template, a method, the api-versions that are served, the permission that the call needs and
 * the throttling bucket that it draws from. Whatever is not in the table is refused by name.
 */
import type { WireRequest, WireResponse } from "../../world/wire.ts";
import { ArmError, badRequest } from "./armError.ts";
import type { BucketName } from "./throttle.ts";

export interface ArmCall {
  request: WireRequest;
  /** `https://host:port` of this request, for links to poll. */
  origin: string;
  query: URLSearchParams;
  /** By the template's name; throws for a name that the template lacks. */
  parameter(name: string): string;
}

export interface Route {
  method: string;
  /** Placeholders are one segment each; `{scope}` is any resource id. */
  template: string;
  apiVersions: readonly string[];
  /** Query parameters beside api-version. */
  queryNames?: readonly string[];
  /** "Microsoft.ContainerService/managedClusters/read"; absent: nothing is needed. */
  action?: string;
  bucket: BucketName;
  run(call: ArmCall): WireResponse;
}

export interface Match {
  route: Route;
  call: ArmCall;
}

interface CompiledRoute {
  route: Route;
  pattern: RegExp;
}

export function createRouter(routes: readonly Route[]): (request: WireRequest) => Match {
  const compiled = routes.map((route) => ({ route, pattern: compile(route.template) }));
  return (request) => {
    const url = new URL(request.url);
    const { route, pattern } = choose(compiled, request.method, url.pathname);
    checkQuery(route, url.searchParams);
    const values = pattern.exec(url.pathname)?.groups ?? {};
    const parameter = (name: string) => {
      const value = values[name];
      if (value === undefined) throw new Error(`Route ${route.template} has no parameter ${name}`);
      return decodeURIComponent(value);
    };
    return { route, call: { request, origin: url.origin, query: url.searchParams, parameter } };
  };
}

/** Resource ids are compared without regard to case. */
function compile(template: string): RegExp {
  const escaped = template.replaceAll(".", "\\.");
  const source = escaped.replace(/\{(\w+)\}/g, (_, name: string) =>
    name === "scope" ? "(?<scope>/subscriptions/.+)" : `(?<${name}>[^/]+)`,
  );
  return new RegExp(`^${source}/?$`, "i");
}

function choose(compiled: readonly CompiledRoute[], method: string, path: string): CompiledRoute {
  const onPath = compiled.filter(({ pattern }) => pattern.test(path));
  if (onPath.length === 0) {
    throw new ArmError(404, { code: "InvalidResourceType", message: `Simulated ARM has no route for '${path}'.` });
  }
  const found = onPath.find(({ route }) => route.method === method);
  if (found !== undefined) return found;
  const served = onPath.map(({ route }) => route.method).join(", ");
  const message = `Simulated ARM does not serve method '${method}' on '${path}'; it serves ${served}.`;
  throw new ArmError(405, { code: "MethodNotAllowed", message }, { allow: served });
}

function checkQuery(route: Route, query: URLSearchParams): void {
  const apiVersion = query.get("api-version");
  if (apiVersion === null) {
    throw badRequest("MissingApiVersionParameter", "The api-version query parameter (?api-version=) is required.");
  }
  if (!route.apiVersions.includes(apiVersion)) {
    const served = route.apiVersions.join(", ");
    const message = `The api-version '${apiVersion}' is not served for '${route.template}'; served: ${served}.`;
    throw badRequest("InvalidApiVersionParameter", message);
  }
  const known = ["api-version", ...(route.queryNames ?? [])];
  const unknown = [...query.keys()].find((name) => !known.includes(name));
  if (unknown !== undefined) throw badRequest("InvalidQueryParameter", `Unknown query parameter '${unknown}'.`);
}
