/** Tokens of ServiceAccounts, as TokenRequest issues them. They say who they are for; the signature only tells forgeries. */
import { createHmac } from "node:crypto";
import type { ObjectStore } from "../../cluster.ts";
import { serviceAccountUser, type User } from "./accessControl.ts";

interface Claims {
  namespace: string;
  name: string;
  uid: string;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

export function issueToken(claims: Claims): string {
  const payload = Buffer.from(JSON.stringify(claims)).toString("base64url");
  return `simulated.${payload}.${signatureOf(payload)}`;
}

/** undefined: not such a token, expired, or of a ServiceAccount that is gone. */
export function userOfToken(token: string, store: ObjectStore, now: number): User | undefined {
  const [, payload = "", signature] = token.split(".");
  if (signature !== signatureOf(payload)) return undefined;
  const { namespace, name, uid, expiresAt } = JSON.parse(Buffer.from(payload, "base64url").toString()) as Claims;
  const account = store.get("v1/ServiceAccount", namespace, name);
  return account?.metadata.uid === uid && now < expiresAt ? serviceAccountUser(namespace, name) : undefined;
}

/** Nothing of value is behind it. */
const KEY = "simulated service accounts";

function signatureOf(payload: string): string {
  return createHmac("sha256", KEY).update(payload).digest("base64url");
}
