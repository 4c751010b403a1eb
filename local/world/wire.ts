/** A simulator is a handler from request to response over the world; the bindings bring requests to it. */
import type { Transport, WireRequest, WireResponse } from "../../src/clients/transport.ts";

export type { Transport, WireRequest, WireResponse };

export type WireHandler = (request: WireRequest) => WireResponse | Promise<WireResponse>;

export function jsonResponse(status: number, body: unknown, headers: Record<string, string> = {}): WireResponse {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body: JSON.stringify(body),
  };
}

export function emptyResponse(status: number, headers: Record<string, string> = {}): WireResponse {
  return { status, headers, body: "" };
}

export function bodyText(request: WireRequest): string {
  return new TextDecoder().decode(request.body);
}
