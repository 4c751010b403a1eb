/** Headers of Standard Webhooks (standardwebhooks.com): by them a receiver knows who sent a body, when, and whether twice. */
import { hmacSha256 } from "../hash.ts";

const PREFIX = "whsec_";

/** One signature for each secret. `secrets`: `whsec_` and Base64. */
export function signedHeaders(secrets: readonly string[], id: string, at: Date, body: string): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signatures = secrets.map(
    (secret) => `v1,${hmacSha256({ base64: secret.slice(PREFIX.length) }, `${id}.${timestamp}.${body}`, "base64")}`,
  );
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures.join(" ") };
}
