/** Bodies between the SDKs, which speak text, and a transport, which speaks bytes. */
import type { WireResponse } from "./transport.ts";

export async function readText(body: WireResponse["body"]): Promise<string> {
  if (typeof body === "string") return body;
  if (body instanceof Uint8Array) return new TextDecoder().decode(body);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

/** Refuses what the clients here never send (forms, streams), naming it. */
export function toBytes(body: unknown): Uint8Array {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body === "string") return new TextEncoder().encode(body);
  if (body instanceof Uint8Array) return body;
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  throw new TypeError(`A request body of type ${Object.prototype.toString.call(body)} cannot be sent over a transport`);
}
