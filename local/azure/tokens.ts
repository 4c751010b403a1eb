/**
 * Access tokens of simulated Entra ID: signed, readable claims, nothing stored. ARM, Tables and the Kubernetes API
 * verify what the identity endpoint issued, each for its own audience and by the shared clock.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { Clock } from "../world/clock.ts";

/** The application id under which every AKS cluster's API server is known to Entra ID. */
export const AKS_SERVER_AUDIENCE = "6dae42f8-4368-4678-94ff-3960e28e3630";
export const ARM_AUDIENCES = ["https://management.azure.com", "https://management.core.windows.net"] as const;
export const STORAGE_AUDIENCE = "https://storage.azure.com";
export const TENANT_ID = "72f988bf-0000-4000-8000-2d7cd011db47";

export interface TokenClaims {
  /** Without a slash at the end. */
  aud: string;
  /** Object id of the identity. */
  oid: string;
  tid: string;
  /** Seconds since the epoch, on the simulated clock. */
  iat: number;
  exp: number;
}

export type TokenVerdict = { accepted: true; claims: TokenClaims } | { accepted: false; reason: string };

export interface Tokens {
  /** The same audience, identity and second give the same token. */
  issue(audience: string, objectId: string): { token: string; claims: TokenClaims };
  verify(token: string, audiences: readonly string[]): TokenVerdict;
  /** Verifies an `Authorization` header's value. */
  verifyBearer(header: string | undefined, audiences: readonly string[]): TokenVerdict;
}

/**
 * The SDKs cache a token until `expires_on` by the wall clock, while the simulated clock may run a thousand times
 * faster or jump by weeks. A token with Azure's 24 hours would be refused here long before the SDK thinks of renewing
 * it, and one that ends before the wall clock's now would be fetched anew for each request. Ten years satisfy both
 * clocks; a test of expiry asks for less.
 */
const TEN_YEARS_MS = 10 * 365 * 24 * 3600 * 1000;

export function createTokens(options: { clock: Clock; lifetimeMs?: number }): Tokens {
  const { clock, lifetimeMs = TEN_YEARS_MS } = options;

  function verify(token: string, audiences: readonly string[]): TokenVerdict {
    const claims = readSigned(token);
    if (claims === undefined) return refused("The token is malformed or its signature is invalid.");
    if (claims.exp * 1000 <= clock.now()) {
      return refused(`The token expired at ${new Date(claims.exp * 1000).toISOString()}.`);
    }
    if (!audiences.map(withoutSlash).includes(claims.aud)) {
      return refused(`The token is for audience '${claims.aud}', not for '${audiences.join("' or '")}'.`);
    }
    return { accepted: true, claims };
  }

  return {
    issue(audience, objectId) {
      const iat = Math.floor(clock.now() / 1000);
      const exp = Math.floor((clock.now() + lifetimeMs) / 1000);
      const claims = { aud: withoutSlash(audience), oid: objectId, tid: TENANT_ID, iat, exp };
      const payload = `${encode({ typ: "JWT", alg: "HS256" })}.${encode(claims)}`;
      return { token: `${payload}.${sign(payload)}`, claims };
    },
    verify,
    verifyBearer(header, audiences) {
      const token = /^Bearer (.+)$/i.exec(header ?? "")?.[1];
      return token === undefined ? refused("The request carries no bearer token.") : verify(token, audiences);
    },
  };
}

function refused(reason: string): TokenVerdict {
  return { accepted: false, reason };
}

function readSigned(token: string): TokenClaims | undefined {
  const [header, claims, signature] = token.split(".");
  if (header === undefined || claims === undefined || signature === undefined) return undefined;
  const expected = Buffer.from(sign(`${header}.${claims}`));
  const given = Buffer.from(signature);
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) return undefined;
  return JSON.parse(Buffer.from(claims, "base64url").toString("utf8")) as TokenClaims;
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** Guards nothing but loopback: it tells our tokens from made-up ones. */
function sign(payload: string): string {
  return createHmac("sha256", "lamplighter-simulators").update(payload).digest("base64url");
}

function withoutSlash(audience: string): string {
  return audience.replace(/\/+$/, "");
}
