/** Calls an HTTP function: request and answer in the worker's typed data. */
import type { WireRequest, WireResponse } from "../../world/wire.ts";
import type { HostRuntime } from "../runtime.ts";
import type { RpcCookie, RpcHttp, RpcTypedData } from "../worker/typedData.ts";
import type { RoutedCall } from "./functionRouter.ts";

/** A function that throws is a 500 with an empty body, as in production; its error is in the log. */
export async function callHttpFunction(
  runtime: HostRuntime,
  call: RoutedCall,
  request: WireRequest,
): Promise<WireResponse> {
  const outcome = await runtime.invoke(call.fn, { http: toRpcHttp(call, request) });
  if (outcome.ok) return toWireResponse(call, outcome.returnValue?.http);
  return { status: 500, headers: {}, body: "" };
}

function toRpcHttp(call: RoutedCall, request: WireRequest): RpcHttp {
  const { searchParams } = new URL(request.url);
  return {
    method: request.method,
    url: request.url,
    nullableHeaders: nullable(request.headers),
    nullableQuery: nullable(Object.fromEntries(searchParams)),
    nullableParams: nullable(call.params),
    body: { bytes: request.body },
  };
}

function nullable(values: Record<string, string>): Record<string, { value: string }> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));
}

function toWireResponse(call: RoutedCall, http: RpcHttp | undefined): WireResponse {
  if (http === undefined) return { status: 204, headers: {}, body: "" };
  const headers = { ...http.headers };
  const [cookie, ...others] = http.cookies ?? [];
  if (others.length > 0)
    throw new Error(`Function "${call.fn.name}" sets ${others.length + 1} cookies: this host sends one.`);
  if (cookie !== undefined) headers["set-cookie"] = cookieHeader(cookie);
  return { status: Number(http.statusCode ?? 200), headers, body: bodyOf(http.body) };
}

function bodyOf(body: RpcTypedData | null | undefined): string | Uint8Array {
  return body?.bytes ?? body?.string ?? "";
}

function cookieHeader(cookie: RpcCookie): string {
  const parts = [`${cookie.name}=${cookie.value}`];
  if (cookie.path) parts.push(`Path=${cookie.path.value}`);
  if (cookie.domain) parts.push(`Domain=${cookie.domain.value}`);
  if (cookie.maxAge) parts.push(`Max-Age=${cookie.maxAge.value}`);
  if (cookie.expires) parts.push(`Expires=${new Date(cookie.expires.value.seconds * 1000).toUTCString()}`);
  if (cookie.secure?.value) parts.push("Secure");
  if (cookie.httpOnly?.value) parts.push("HttpOnly");
  if (cookie.sameSite && cookie.sameSite !== "none") parts.push(`SameSite=${sameSite(cookie.sameSite)}`);
  return parts.join("; ");
}

function sameSite(value: string): string {
  return value === "explicitNone" ? "None" : value === "strict" ? "Strict" : "Lax";
}
