/** JSON in and out. */
import type { HttpRequest, HttpResponseInit } from "@azure/functions";

export function json(status: number, body: unknown, headers: Record<string, string> = {}): HttpResponseInit {
  return { status, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) };
}

/** Undefined: the body is not JSON. */
export async function readJson(request: HttpRequest): Promise<{ value: unknown } | undefined> {
  try {
    return { value: JSON.parse(await request.text()) as unknown };
  } catch {
    return undefined;
  }
}

export function absoluteUrl(request: HttpRequest, path: string): string {
  return new URL(path, request.url).href;
}
