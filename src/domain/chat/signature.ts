/** Whether a message comes from where it says. Over the raw body: what was parsed and written again has other bytes. */
import { hmacSha256, isSameSecret } from "../hash.ts";

export const WINDOW_SECONDS = 5 * 60;

export interface SignedBody {
  body: Uint8Array;
  /** Of the request; undefined: it was not there. */
  signature: string | undefined;
}

/** Slack's `v0`: of the version, the moment of sending and the body. A message is good for five minutes. */
export function isFromSlack(
  { body, signature = "", timestamp = "" }: SignedBody & { timestamp: string | undefined },
  secret: string,
  now: Date,
): boolean {
  if (!/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > WINDOW_SECONDS) return false;
  const prefix = new TextEncoder().encode(`v0:${timestamp}:`);
  const message = new Uint8Array(prefix.length + body.length);
  message.set(prefix);
  message.set(body, prefix.length);
  return isSameSecret(signature, `v0=${hmacSha256({ text: secret }, message, "hex")}`);
}

/** An outgoing webhook of Teams: `Authorization: HMAC ...`, of the body alone; its moment stands in the body. */
export function isFromTeams({ body, signature = "" }: SignedBody, token: string): boolean {
  return isSameSecret(signature, `HMAC ${hmacSha256({ base64: token }, body, "base64")}`);
}

/** ISO 8601, as Teams writes `timestamp`. */
export function isRecent(timestamp: unknown, now: Date): boolean {
  const sentAt = typeof timestamp === "string" ? Date.parse(timestamp) : Number.NaN;
  return Math.abs(now.getTime() - sentAt) <= WINDOW_SECONDS * 1000;
}
