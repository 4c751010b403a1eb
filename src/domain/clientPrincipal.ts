/**
 * Who App Service authentication says is signed in: the header `x-ms-client-principal`, base64 of JSON with claims. App
 * roles of Entra ID are claims of the type that the principal itself names (`role_typ`).
 */
import * as z from "zod";
import type { Role } from "./caller.ts";

export interface SignedIn {
  id: string;
  name: string;
  /** Undefined: signed in, and allowed nothing. */
  role: Role | undefined;
}

export const APP_ROLES: Readonly<Record<Role, string>> = {
  reader: "Lamplighter.Reader",
  preparer: "Lamplighter.Preparer",
};

const principalSchema = z.object({
  auth_typ: z.literal("aad"),
  name_typ: z.string().nullish(),
  role_typ: z.string().nullish(),
  claims: z.array(z.object({ typ: z.string(), val: z.string() })),
});

/** The same person or application in every token of the tenant. */
const ID_CLAIMS = ["http://schemas.microsoft.com/identity/claims/objectidentifier", "oid"];
const NAME_CLAIMS = ["preferred_username", "name", "azp", "appid"];
const ROLE_CLAIMS = ["roles", "http://schemas.microsoft.com/ws/2008/06/identity/claims/role"];
const LONGEST_NAME = 200;

/** `json`: the decoded header. Undefined: it is not what the platform makes for somebody of Entra ID. */
export function readPrincipal(json: string): SignedIn | undefined {
  const parsed = principalSchema.safeParse(parsedJson(json));
  if (!parsed.success) return undefined;
  const { name_typ, role_typ, claims } = parsed.data;
  const valuesOf = (types: readonly (string | null | undefined)[]) =>
    types.flatMap((type) => claims.filter(({ typ }) => typ === type)).map(({ val }) => val);
  const [id] = valuesOf(ID_CLAIMS);
  if (id === undefined || id === "") return undefined;
  const [name = id] = valuesOf([...NAME_CLAIMS, name_typ]);
  const roles = valuesOf([...ROLE_CLAIMS, role_typ]);
  return { id, name: name.slice(0, LONGEST_NAME), role: roleOf(roles) };
}

function roleOf(roles: readonly string[]): Role | undefined {
  if (roles.includes(APP_ROLES.preparer)) return "preparer";
  return roles.includes(APP_ROLES.reader) ? "reader" : undefined;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
