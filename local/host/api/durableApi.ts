/**
 * The durable HTTP API: what the durable client calls at `rpcBaseUrl` and what the management links point at. Answers
 * and status codes are the Durable extension's.
 */

import { jsonResponse, type WireRequest, type WireResponse } from "../../world/wire.ts";
import type { HostRuntime } from "../runtime.ts";
import { handleEntities } from "./entitiesApi.ts";
import { handleInstance } from "./instanceApi.ts";
import { handleInstances } from "./instancesApi.ts";
import { RPC_PATH, WEBHOOK_PATH } from "./links.ts";
import { startOrchestrator } from "./startApi.ts";

/** Undefined when the request is not for this API. */
export function handleDurableApi(runtime: HostRuntime, origin: string, request: WireRequest): WireResponse | undefined {
  const url = new URL(request.url);
  const prefix = [RPC_PATH, WEBHOOK_PATH].find((path) => url.pathname.startsWith(path));
  if (prefix === undefined) return undefined;
  const segments = url.pathname
    .slice(prefix.length)
    .split("/")
    .filter((segment) => segment !== "")
    .map(decodeURIComponent);
  return route(runtime, origin, request, url.searchParams, segments) ?? unknownRoute(request, url);
}

function route(
  runtime: HostRuntime,
  origin: string,
  request: WireRequest,
  query: URLSearchParams,
  segments: string[],
): WireResponse | undefined {
  const [resource, first, second, third] = segments;
  if (resource === "orchestrators" && first !== undefined && request.method === "POST") {
    return startOrchestrator(runtime, origin, request, query, first, second);
  }
  if (resource === "instances" && first === undefined) return handleInstances(runtime, request, query);
  if (resource === "instances" && first !== undefined) {
    return handleInstance(runtime, request, query, { instanceId: first, operation: second, eventName: third });
  }
  if (resource === "entities" && first !== undefined && second !== undefined) {
    return handleEntities(runtime, request, query, { name: first, key: second });
  }
  return undefined;
}

function unknownRoute(request: WireRequest, url: URL): WireResponse {
  return jsonResponse(404, { Message: `The durable HTTP API has no ${request.method} ${url.pathname}.` });
}
