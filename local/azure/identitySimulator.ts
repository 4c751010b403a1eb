/**
 * The managed identity endpoint that App Service gives to a function app (IDENTITY_ENDPOINT, IDENTITY_HEADER), which
 * `ManagedIdentityCredential` speaks to over plain HTTP.
 */
import { jsonResponse, type WireHandler, type WireRequest, type WireResponse } from "../world/wire.ts";
import { AKS_SERVER_AUDIENCE, ARM_AUDIENCES, STORAGE_AUDIENCE, type Tokens } from "./tokens.ts";

export interface IdentitySimulatorOptions {
  tokens: Tokens;
  /** What IDENTITY_HEADER holds; a request without it is refused. */
  secret: string;
  /** Object ids of user-assigned identities by their client id; without `client_id` the system-assigned one answers. */
  userAssigned?: Readonly<Record<string, string>>;
}

export const SYSTEM_ASSIGNED_OBJECT_ID = "0b1f6471-1bf0-4dda-aec3-111122223333";

const API_VERSION = "2019-08-01";
const KNOWN_PARAMETERS = ["api-version", "resource", "client_id"];
const KNOWN_RESOURCES: readonly string[] = [...ARM_AUDIENCES, STORAGE_AUDIENCE, AKS_SERVER_AUDIENCE];

/** Any path answers: the path of IDENTITY_ENDPOINT is the platform's own business. */
export function createIdentitySimulator(options: IdentitySimulatorOptions): { handle: WireHandler } {
  return { handle: (request) => answer(request, options) };
}

function answer(request: WireRequest, options: IdentitySimulatorOptions): WireResponse {
  const query = new URL(request.url).searchParams;
  if (request.method !== "GET") return refuse(405, `Method ${request.method} is not supported; use GET.`);
  if (request.headers["x-identity-header"] !== options.secret) {
    return refuse(401, "The header X-IDENTITY-HEADER is missing or is not the value of IDENTITY_HEADER.");
  }
  const unknown = [...query.keys()].find((name) => !KNOWN_PARAMETERS.includes(name));
  if (unknown !== undefined) return refuse(400, `Unknown query parameter '${unknown}'.`);
  if (query.get("api-version") !== API_VERSION) {
    return refuse(400, `Unsupported api-version '${query.get("api-version") ?? ""}'; supported: ${API_VERSION}.`);
  }
  const resource = query.get("resource") ?? "";
  if (!isKnownResource(resource))
    return refuse(400, `Unknown resource '${resource}': no such application in this tenant.`);
  const objectId = identityOf(query.get("client_id"), options);
  if (objectId === undefined) {
    return refuse(400, `No user-assigned managed identity has the client id '${query.get("client_id") ?? ""}'.`);
  }
  const { token, claims } = options.tokens.issue(resource, objectId);
  return jsonResponse(200, { access_token: token, expires_on: String(claims.exp), resource, token_type: "Bearer" });
}

/** A cloud's ARM is also known by its own endpoint, and simulated ARM listens on loopback. */
function isKnownResource(resource: string): boolean {
  const name = resource.replace(/\/+$/, "");
  return KNOWN_RESOURCES.includes(name) || /^https:\/\/(127\.0\.0\.1|localhost)(:\d+)?$/.test(name);
}

function identityOf(clientId: string | null, options: IdentitySimulatorOptions): string | undefined {
  return clientId === null ? SYSTEM_ASSIGNED_OBJECT_ID : options.userAssigned?.[clientId];
}

function refuse(status: number, message: string): WireResponse {
  return jsonResponse(status, { statusCode: status, message });
}
