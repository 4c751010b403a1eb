/** Ids that follow from what they are for: asked for again, they are the same. */
import { sha256 } from "./hash.ts";

/** A UUID of version 8, as RFC 9562 has it for ids of one's own making. */
export function idFrom(text: string): string {
  const hex = sha256(text);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
