/** Bodies between the SDKs, which speak text, and a transport, which speaks bytes. */
import type { WireResponse } from "./transport.ts";

/** More than a page of any list has; a cluster that answers more is not believed to be one. */
const MOST_ANSWER_BYTES = 64 * 1024 * 1024;

/** Stops reading, and rejects, when there are more than `most` bytes. */
export async function readText(body: WireResponse["body"], most = MOST_ANSWER_BYTES): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunksOf(body)) {
    bytes += chunk.byteLength;
    if (bytes > most) throw new Error(`its answer is longer than ${most} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function chunksOf(body: WireResponse["body"]): AsyncIterable<Uint8Array> | Uint8Array[] {
  if (typeof body === "string") return [Buffer.from(body, "utf8")];
  return body instanceof Uint8Array ? [body] : body;
}

/** Refuses what the clients here never send (forms, streams), naming it. */
export function toBytes(body: unknown): Uint8Array {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body === "string") return new TextEncoder().encode(body);
  if (body instanceof Uint8Array) return body;
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  throw new TypeError(`A request body of type ${Object.prototype.toString.call(body)} cannot be sent over a transport`);
}
