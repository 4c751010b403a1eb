/** Every route, as data: registered in one place, documented and tested from it. */
import type { HttpMethod } from "@azure/functions";
import { DEFAULT_VERSION_SET, VERSION_SETS } from "../domain/versions.ts";
import type { RouteContext, RouteHandler } from "./deps.ts";
import { json } from "./json.ts";
import { listNodes } from "./listNodes.ts";
import { readPreparation } from "./readPreparation.ts";
import { showPlan } from "./showPlan.ts";
import { startPreparation } from "./startPreparation.ts";

export interface Route {
  /** The function's name. */
  name: string;
  method: HttpMethod;
  /** Below /api. */
  route: string;
  /** `anonymous`: health only. */
  access: "anonymous" | "function";
  handle: RouteHandler;
}

export const ROUTES: readonly Route[] = [
  { name: "showPlan", method: "POST", route: "plans", access: "function", handle: showPlan },
  { name: "startPreparation", method: "POST", route: "preparations", access: "function", handle: startPreparation },
  { name: "readPreparation", method: "GET", route: "preparations/{id}", access: "function", handle: readPreparation },
  { name: "listNodes", method: "GET", route: "preparations/{id}/nodes", access: "function", handle: listNodes },
  {
    name: "readCatalog",
    method: "GET",
    route: "catalog",
    access: "function",
    handle: (_request, { catalog }) =>
      json(200, { sizes: catalog, versions: { default: DEFAULT_VERSION_SET, sets: VERSION_SETS } }),
  },
  { name: "readHealth", method: "GET", route: "health", access: "anonymous", handle: readHealth },
];

function readHealth(_request: unknown, { live, version }: RouteContext) {
  return json(200, { status: "ok", version, live });
}
