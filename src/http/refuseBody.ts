/** What is wrong with a body before it is read: too large, or not declared as what the operation takes. */
import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import type { Body } from "./operation.ts";
import { problem } from "./problem.ts";

/** A request with a hundred pools has 40 KB. */
export const MOST_BODY_BYTES = 256 * 1024;

/** Declared so, a body cannot be sent by a web page of somebody else without the browser asking first. */
const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;

export async function refuseBody(request: HttpRequest, body: Body): Promise<HttpResponseInit | undefined> {
  const bytes = await bytesOf(request);
  if (bytes > MOST_BODY_BYTES) return tooLarge();
  if (bytes === 0 || body.mediaType !== undefined || !isSentByPage(request)) return undefined;
  const type = request.headers.get("content-type");
  return type !== null && JSON_TYPE.test(type) ? undefined : notJson(type);
}

/** Browsers say where a body comes from, and a visitor's sign-in goes with it; programs say neither. */
function isSentByPage({ headers }: HttpRequest): boolean {
  return headers.has("origin") || headers.has("sec-fetch-site");
}

/** What a header declares is not believed. More than the limit is not read: who sends without an end is not waited for. */
async function bytesOf(request: HttpRequest): Promise<number> {
  if (Number(request.headers.get("content-length")) > MOST_BODY_BYTES) return MOST_BODY_BYTES + 1;
  let bytes = 0;
  // Of a copy: the operation reads the body itself.
  for await (const chunk of request.clone().body ?? []) {
    bytes += (chunk as Uint8Array).byteLength;
    if (bytes > MOST_BODY_BYTES) break;
  }
  return bytes;
}

function tooLarge(): HttpResponseInit {
  return problem({
    status: 413,
    code: "RequestTooLarge",
    title: "The body is too large",
    detail: `The body has more than ${MOST_BODY_BYTES} bytes.`,
    action: `Send at most ${MOST_BODY_BYTES} bytes. Nothing was started.`,
  });
}

function notJson(type: string | null): HttpResponseInit {
  return problem({
    status: 415,
    code: "UnsupportedMediaType",
    title: "The body is not declared as JSON",
    detail: type === null ? "The body came without a content-type." : `The body came as ${type.slice(0, 100)}.`,
    action: "Send JSON with the header content-type: application/json. Nothing was started.",
  });
}
