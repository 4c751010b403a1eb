/** Names and ids that the server makes up: from a counter, so that the same story always tells the same ids. */
import { createHash } from "node:crypto";

/** A version-4-shaped UUID. */
export function uidNumber(count: number): string {
  const hex = createHash("sha256").update(`uid ${count}`).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}

/** The letters Kubernetes uses: no vowels, nothing that looks like another. */
const SUFFIX_LETTERS = "bcdfghjklmnpqrstvwxz2456789";
const SUFFIX_LENGTH = 5;
const LONGEST_PREFIX = 63 - SUFFIX_LENGTH;

export function generatedName(prefix: string, count: number): string {
  const digest = createHash("sha256").update(`${prefix} ${count}`).digest();
  const suffix = [...digest.subarray(0, SUFFIX_LENGTH)].map((byte) => SUFFIX_LETTERS[byte % SUFFIX_LETTERS.length]);
  return prefix.slice(0, LONGEST_PREFIX) + suffix.join("");
}
