/** An API server that says exactly what a test wants, for answers that a healthy one rarely gives. */
import { jsonResponse, type WireHandler, type WireRequest, type WireResponse } from "../../local/world/wire.ts";

type Answer = (request: WireRequest, query: URLSearchParams) => WireResponse | Promise<WireResponse>;

/** By "GET /api/v1/nodes"; anything else is 404, as the API server says it. Serves nodes, pods, and the kinds in `crds`. */
export function scriptedApiServer(answers: Record<string, Answer>) {
  const requests: string[] = [];
  const crds = new Set<string>();
  const discovery: Record<string, Answer> = {
    "GET /api/v1": () =>
      resources("v1", [
        { name: "nodes", kind: "Node", namespaced: false },
        { name: "pods", kind: "Pod", namespaced: true },
      ]),
    "GET /apis/mellanox.com/v1alpha1": () =>
      crds.size === 0
        ? notFound()
        : resources(
            "mellanox.com/v1alpha1",
            [...crds].map((kind) => ({ name: `${kind.toLowerCase()}s`, kind, namespaced: false })),
          ),
  };
  const handle: WireHandler = (request) => {
    const { pathname, searchParams } = new URL(request.url);
    const route = `${request.method} ${pathname}`;
    requests.push(route);
    return (answers[route] ?? discovery[route] ?? notFound)(request, searchParams);
  };
  return { handle, requests, crds };
}

export function status(code: number, reason: string, message: string, details: object = {}): WireResponse {
  return jsonResponse(code, { kind: "Status", apiVersion: "v1", status: "Failure", reason, message, code, details });
}

export function notFound(): WireResponse {
  return { status: 404, headers: { "content-type": "text/plain; charset=utf-8" }, body: "404 page not found\n" };
}

function resources(groupVersion: string, list: { name: string; kind: string; namespaced: boolean }[]): WireResponse {
  return jsonResponse(200, { kind: "APIResourceList", groupVersion, resources: list });
}
