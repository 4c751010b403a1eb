/** A body that may be left out: then it is an empty object. */
import type { HttpRequest } from "@azure/functions";
import type { ParsedBody } from "../domain/runBodies.ts";

export async function readOptionalBody<T>(
  request: HttpRequest,
  parse: (input: unknown) => ParsedBody<T>,
): Promise<ParsedBody<T>> {
  const text = await request.text();
  try {
    return parse(text.trim() === "" ? {} : (JSON.parse(text) as unknown));
  } catch {
    return { ok: false, problems: [{ path: "", message: "the body is not JSON" }] };
  }
}
