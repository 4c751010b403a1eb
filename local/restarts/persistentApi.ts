/** The app's API for a client that asks again when it got no answer; what it asks for is done once all the same. */
import { randomUUID } from "node:crypto";
import type { Api } from "../appApi.ts";
import type { AppHost, MortalApp } from "./mortalApp.ts";

export function persistentApi({ ask }: Pick<MortalApp, "ask">, apiOf: (host: AppHost) => Api): Api {
  return (method, path, body, headers = {}) => {
    const keyed = method === "POST" ? { "idempotency-key": randomUUID(), ...headers } : headers;
    return ask((host) => apiOf(host)(method, path, body, keyed));
  };
}
