/** Hashing, the one Node built-in that the domain uses: names and fingerprints must not collide. */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** Hex. */
export function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

/** `key`: as text, or as the bytes that Base64 stands for. */
export function hmacSha256(
  key: { text: string } | { base64: string },
  message: string | Uint8Array,
  encoding: "hex" | "base64",
): string {
  const bytes = "text" in key ? Buffer.from(key.text, "utf8") : Buffer.from(key.base64, "base64");
  return createHmac("sha256", bytes).update(message).digest(encoding);
}

/** In the same time wherever they differ, so that nobody finds a signature letter by letter. */
export function isSameSecret(one: string, other: string): boolean {
  const [left, right] = [one, other].map((text) => createHash("sha256").update(text, "utf8").digest());
  return left !== undefined && right !== undefined && timingSafeEqual(left, right);
}

/** The hash of a JSON value, whatever the order of its keys. */
export function jsonHash(value: unknown): string {
  return sha256(canonicalJson(value));
}

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value ?? null);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(",")}}`;
}
