/**
 * `Idempotency-Key`: who got no answer asks again with the same key, and gets the same preparation. The id is made from
 * the key alone, so that the preparation's own row is the memory of the key.
 */
import type { HttpRequest } from "@azure/functions";
import { sha256 } from "../domain/hash.ts";
import type { RequestProblem } from "../domain/request.ts";

export type KeyedId =
  /** `id` undefined: no key was given. */
  { ok: true; id: string | undefined } | { ok: false; problems: RequestProblem[] };

export function readKeyedId(request: HttpRequest): KeyedId {
  const key = request.headers.get("idempotency-key");
  if (key === null) return { ok: true, id: undefined };
  if (KEY.test(key)) return { ok: true, id: idOf(key) };
  return { ok: false, problems: [{ path: "Idempotency-Key", message: "expected 1-255 printable ASCII characters" }] };
}

const KEY = /^[\x20-\x7e]{1,255}$/;

/** A UUID of version 8, as RFC 9562 has it for ids of one's own making. */
function idOf(key: string): string {
  const hex = sha256(`idempotency-key/${key}`);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
