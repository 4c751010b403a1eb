/**
 * What the platform asks of a caller before a function hears of the request. Without a front door nobody is asked, as
 * with the Functions tools on a developer's machine.
 */
import type { WireRequest, WireResponse } from "../../world/wire.ts";
import { emptyResponse } from "../../world/wire.ts";
import type { RegisteredFunction } from "../worker/functionApp.ts";

export type FrontDoor =
  /** A function whose `authLevel` is not "anonymous" needs one of these, as `x-functions-key` or `?code=`. */
  | { kind: "function-keys"; keys: readonly [string, ...string[]] }
  /** App Service authentication, open to who is not signed in: it tells the app who is, by bearer token. */
  | { kind: "sign-in"; people: Readonly<Record<string, Person>> };

/** As Entra ID knows a person or a program. */
export interface Person {
  id: string;
  name: string;
  /** App roles. */
  roles: readonly string[];
}

export type Admission = { ok: true; request: WireRequest } | { ok: false; answer: WireResponse };

export function admit(door: FrontDoor | undefined, fn: RegisteredFunction, request: WireRequest): Admission {
  if (door === undefined) return { ok: true, request };
  if (door.kind === "sign-in") return { ok: true, request: withPrincipal(door.people, request) };
  const { authLevel = "function" } = fn.trigger as { authLevel?: string };
  const key = request.headers["x-functions-key"] ?? new URL(request.url).searchParams.get("code");
  if (authLevel === "anonymous" || (key !== null && door.keys.includes(key))) return { ok: true, request };
  return { ok: false, answer: emptyResponse(401) };
}

/** What lets a caller through who may do everything. */
export function credentialsFor(door: FrontDoor | undefined): Record<string, string> {
  if (door === undefined) return {};
  if (door.kind === "function-keys") return { "x-functions-key": door.keys[0] };
  const [token = ""] = Object.entries(door.people).find(([, { roles }]) => roles.some(isPreparer)) ?? [];
  return { authorization: `Bearer ${token}` };
}

function isPreparer(role: string): boolean {
  return role.endsWith(".Preparer");
}

/** Nobody but the platform says who is signed in: what came under these names is taken away first. */
function withPrincipal(people: Readonly<Record<string, Person>>, request: WireRequest): WireRequest {
  const own = Object.entries(request.headers).filter(([name]) => !name.startsWith("x-ms-client-principal"));
  const [, token = ""] = /^Bearer (.+)$/i.exec(request.headers["authorization"] ?? "") ?? [];
  const person = Object.hasOwn(people, token) ? people[token] : undefined;
  const told = person === undefined ? {} : { "x-ms-client-principal": principalOf(person) };
  return { ...request, headers: { ...Object.fromEntries(own), ...told } };
}

/** In the form that App Service documents: base64 of JSON with claims. */
export function principalOf({ id, name, roles }: Person): string {
  const principal = {
    ...{ auth_typ: "aad", name_typ: NAME, role_typ: "roles" },
    claims: [
      { typ: "http://schemas.microsoft.com/identity/claims/objectidentifier", val: id },
      { typ: "preferred_username", val: name },
      ...roles.map((val) => ({ typ: "roles", val })),
    ],
  };
  return Buffer.from(JSON.stringify(principal)).toString("base64");
}

const NAME = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress";
