/**
 * Who calls, and with which role. With function keys the platform has checked the key before the app is reached, and
 * nothing that a request says of its sender is believed. With App Service authentication the platform takes away what a
 * client sends as `x-ms-client-principal` and puts its own; that it is on is a condition of starting (config.ts).
 */
import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import { type Caller, KEY_HOLDER, mayDo, type Role } from "../domain/caller.ts";
import { APP_ROLES, readPrincipal } from "../domain/clientPrincipal.ts";
import type { AuthMode } from "./deps.ts";
import { problem } from "./problem.ts";

export type Identified = { ok: true; caller: Caller } | { ok: false; answer: HttpResponseInit };

/** The caller, when they have the role that is needed; else the refusal. */
export function identifyCaller(request: Pick<HttpRequest, "headers">, auth: AuthMode, needed: Role): Identified {
  if (auth === "function-key") return { ok: true, caller: KEY_HOLDER };
  const principal = request.headers.get("x-ms-client-principal");
  const person = principal === null ? undefined : readPrincipal(Buffer.from(principal, "base64").toString("utf8"));
  if (person === undefined) return { ok: false, answer: unauthenticated() };
  const { id, name, role } = person;
  if (role === undefined || !mayDo(role, needed)) return { ok: false, answer: forbidden(name, role, needed) };
  return { ok: true, caller: { id, name, role, via: "easyauth" } };
}

function unauthenticated(): HttpResponseInit {
  return problem(
    {
      status: 401,
      code: "Unauthenticated",
      title: "Nobody is signed in",
      detail: "The request came without a sign-in that this app's platform knows.",
      action: "Sign in with Entra ID, or send an access token for this app.",
    },
    { "www-authenticate": "Bearer" },
  );
}

function forbidden(name: string, role: Role | undefined, needed: Role): HttpResponseInit {
  const has = role === undefined ? "no role here" : APP_ROLES[role];
  return problem({
    status: 403,
    code: "Forbidden",
    title: "The role that is needed is missing",
    detail: `${name} has ${has}; this needs ${APP_ROLES[needed]}.`,
    action: `Ask whoever administers the app in Entra ID for the app role ${APP_ROLES[needed]}.`,
  });
}
