/** ETags of polls: who has the answer already is told so, and gets nothing to read. */
import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import { sha256 } from "../domain/hash.ts";

/** Of an answer with status 200 and a text as its body; any other stays as it is. */
export function withEntityTag(request: HttpRequest, answer: HttpResponseInit): HttpResponseInit {
  const { status, body } = answer;
  if (status !== 200 || typeof body !== "string") return answer;
  const tag = `"${sha256(body).slice(0, 32)}"`;
  const headers = { ...(answer.headers as Record<string, string>), etag: tag, "cache-control": "private, no-cache" };
  if (!namesTag(request.headers.get("if-none-match"), tag)) return { ...answer, headers };
  const { "content-type": _ofNothing, ...kept } = headers as Record<string, string>;
  return { status: 304, headers: kept };
}

/** Whether an `If-None-Match` does. Compared weakly (RFC 9110, 13.1.2): a proxy that compresses may have made the tag weak. */
export function namesTag(condition: string | null, tag: string): boolean {
  if (condition === null) return false;
  return condition.split(",").some((part) => part.trim() === "*" || part.trim().replace(/^W\//, "") === tag);
}
