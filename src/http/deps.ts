/** What routes work with. The durable client belongs to one invocation and is given with it. */
import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import type { RecordTables, RunsPort } from "../clients/ports.ts";
import type { Catalog } from "../domain/catalog.ts";

export interface HttpDeps {
  tables: RecordTables;
  catalog: Catalog;
  live: boolean;
  version: string;
  newId(): string;
  now(): Date;
}

export interface RouteContext extends HttpDeps {
  runs: RunsPort;
}

export type RouteHandler = (
  request: HttpRequest,
  context: RouteContext,
) => Promise<HttpResponseInit> | HttpResponseInit;
