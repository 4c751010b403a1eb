/** Every route, as data: registered in one place, documented and tested from it. */
import type { HttpMethod } from "@azure/functions";
import { mirrorListOf } from "../domain/mirror.ts";
import { DEFAULT_VERSION_SET, VERSION_SETS, versionSetNames } from "../domain/versions.ts";
import { cancelPreparation } from "./cancelPreparation.ts";
import type { RouteContext, RouteHandler } from "./deps.ts";
import { json } from "./json.ts";
import { listNodes } from "./listNodes.ts";
import { listPreparations } from "./listPreparations.ts";
import { readPreparation } from "./readPreparation.ts";
import { retryPreparation } from "./retryPreparation.ts";
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
  { name: "listPreparations", method: "GET", route: "preparations", access: "function", handle: listPreparations },
  { name: "readPreparation", method: "GET", route: "preparations/{id}", access: "function", handle: readPreparation },
  {
    name: "cancelPreparation",
    method: "POST",
    route: "preparations/{id}/cancel",
    access: "function",
    handle: cancelPreparation,
  },
  {
    name: "retryPreparation",
    method: "POST",
    route: "preparations/{id}/retry",
    access: "function",
    handle: retryPreparation,
  },
  { name: "listNodes", method: "GET", route: "preparations/{id}/nodes", access: "function", handle: listNodes },
  {
    name: "readCatalog",
    method: "GET",
    route: "catalog",
    access: "function",
    handle: (_request, { catalog }) => json(200, { sizes: catalog, versions: VERSIONS }),
  },
  { name: "readHealth", method: "GET", route: "health", access: "anonymous", handle: readHealth },
];

const VERSIONS = {
  default: DEFAULT_VERSION_SET,
  sets: VERSION_SETS,
  /** What a mirror must hold before a request names it. */
  mirrors: Object.fromEntries(versionSetNames.map((set) => [set, mirrorListOf(set)])),
};

function readHealth(_request: unknown, { live, version }: RouteContext) {
  return json(200, { status: "ok", version, live });
}
