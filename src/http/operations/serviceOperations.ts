/** What the API tells of itself. */
import * as z from "zod";
import { mirrorListOf } from "../../domain/mirror.ts";
import { DEFAULT_VERSION_SET, VERSION_SETS, versionSetNames } from "../../domain/versions.ts";
import { catalogSchema, healthSchema } from "../answers/serviceAnswers.ts";
import type { OpenContext, RouteContext } from "../deps.ts";
import { json } from "../json.ts";
import type { Operation } from "../operation.ts";
import { showDashboard } from "../showDashboard.ts";
import { readDocument, showDocs } from "../showDocument.ts";
import { CATALOG, DOCUMENT, HEALTH } from "./examples.ts";

export const serviceOperations: readonly Operation[] = [
  {
    ...{ name: "readCatalog", method: "GET", route: "catalog", role: "reader", tag: "Service", handle: readCatalog },
    summary: "GPU sizes, sets of versions, and what a mirror must hold",
    answers: { 200: { description: "The catalogue", schema: catalogSchema, examples: { catalog: CATALOG } } },
  },
  {
    ...{ name: "showDashboard", method: "GET", route: "dashboard/{*asset}", role: "anyone", tag: "Service" },
    handle: showDashboard,
    summary: "The dashboard, and the files that belong to it",
    description: "What they show they read from the other operations, as whoever looks at them.",
    parameters: [
      {
        ...{ in: "path", name: "asset", schema: z.string(), example: "" },
        description: "Empty: the page, which names its files. Each of those keeps its content under its name",
      },
    ],
    answers: {
      200: {
        description: "The file",
        mediaType: ["text/html", "text/css", "text/javascript"],
        headers: { ETag: "Of its content" },
      },
      304: { description: "It is still as `If-None-Match` names it" },
    },
    problems: ["AssetNotFound"],
  },
  {
    ...{ name: "readDocument", method: "GET", route: "openapi.json", role: "anyone", tag: "Service" },
    ...{ handle: readDocument, polled: true },
    summary: "This document",
    answers: {
      200: {
        description: "OpenAPI 3.1",
        schema: z.looseObject({ openapi: z.string() }).meta({ id: "OpenApi" }),
        examples: { shortened: DOCUMENT },
      },
    },
  },
  {
    ...{ name: "showDocs", method: "GET", route: "docs", role: "anyone", tag: "Service" },
    ...{ handle: showDocs, polled: true },
    summary: "This document, to read",
    answers: { 200: { description: "A page without scripts", mediaType: "text/html" } },
  },
  {
    ...{ name: "readHealth", method: "GET", route: "health", role: "anyone", tag: "Service", handle: readHealth },
    summary: "Whether the app answers",
    answers: { 200: { description: "It does", schema: healthSchema, examples: { health: HEALTH } } },
  },
];

const VERSIONS = {
  default: DEFAULT_VERSION_SET,
  sets: VERSION_SETS,
  /** What a mirror must hold before a request names it. */
  mirrors: Object.fromEntries(versionSetNames.map((set) => [set, mirrorListOf(set)])),
};

function readCatalog(_request: unknown, { catalog }: RouteContext) {
  return json(200, { sizes: catalog, versions: VERSIONS });
}

function readHealth(_request: unknown, { live, version }: OpenContext) {
  return json(200, { status: "ok", version, live });
}
