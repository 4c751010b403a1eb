/**
 * `Idempotency-Key`: who got no answer asks again with the same key, and gets the same preparation. The id is made from
 * the key alone, so that the preparation's own row is the memory of the key.
 */
import type { HttpRequest } from "@azure/functions";
import { idFrom } from "../domain/madeId.ts";
import type { RequestProblem } from "../domain/request.ts";

export type KeyedId =
  /** `id` undefined: no key was given. */
  { ok: true; id: string | undefined } | { ok: false; problems: RequestProblem[] };

export function readKeyedId(request: HttpRequest): KeyedId {
  const key = request.headers.get("idempotency-key");
  if (key === null) return { ok: true, id: undefined };
  if (KEY.test(key)) return { ok: true, id: idFrom(`idempotency-key/${key}`) };
  return { ok: false, problems: [{ path: "Idempotency-Key", message: "expected 1-255 printable ASCII characters" }] };
}

const KEY = /^[\x20-\x7e]{1,255}$/;
