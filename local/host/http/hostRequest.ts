/** Requests to the host as function calls, for tests and scenarios on virtual time. */
import type { WireHandler } from "../../world/wire.ts";

export interface HostRequest {
  /** "GET" when left out. */
  method?: string;
  /** A path with its query, or an absolute URL. */
  url: string;
  /** Names in lower case. */
  headers?: Record<string, string>;
  /** Text and bytes go as they are, anything else as JSON. */
  body?: unknown;
}

export interface HostResponse {
  status: number;
  headers: Record<string, string>;
  text: string;
  /** The parsed body; throws when it is no JSON. */
  json(): unknown;
}

export async function requestInProcess(
  handler: WireHandler,
  origin: string,
  request: HostRequest,
): Promise<HostResponse> {
  const { body } = request;
  const raw = body === undefined || typeof body === "string" || body instanceof Uint8Array;
  const bytes = raw ? Buffer.from(body ?? "") : Buffer.from(JSON.stringify(body));
  const response = await handler({
    method: request.method ?? "GET",
    url: new URL(request.url, origin).href,
    headers: { ...(raw ? {} : { "content-type": "application/json" }), ...request.headers },
    body: bytes,
  });
  const text = await bodyOf(response.body);
  return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) as unknown };
}

async function bodyOf(body: string | Uint8Array | AsyncIterable<Uint8Array>): Promise<string> {
  if (typeof body === "string") return body;
  if (body instanceof Uint8Array) return Buffer.from(body).toString("utf8");
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
