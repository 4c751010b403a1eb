/** What routes work with. The durable client belongs to one invocation and is given with it. */
import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import type { RecordTables, RunsPort } from "../clients/ports.ts";
import type { BuiltAsset } from "../dashboard/builtAssets.ts";
import type { Caller } from "../domain/caller.ts";
import type { Catalog } from "../domain/catalog.ts";
import type { ChatUsers } from "../domain/chat/chatUsers.ts";
import type { NotifyAllowance } from "../domain/notify/notifyAllowance.ts";
import type { Plan } from "../domain/plan.ts";
import type { PreparationRequest } from "../domain/request.ts";
import type { ApiDocument } from "./openapi/apiDocument.ts";

export type AuthMode = "function-key" | "easyauth";

export interface ChatDeps {
  /** Left out: the platform is not set up. */
  slackSecret?: string;
  teamsToken?: string;
  users: ChatUsers;
}

export interface HttpDeps {
  tables: RecordTables;
  catalog: Catalog;
  mayNotify: NotifyAllowance;
  chat: ChatDeps;
  live: boolean;
  /** Who guards the API, and so tells who calls. */
  auth: AuthMode;
  version: string;
  /** Of the whole API. */
  apiDocument(): ApiDocument;
  newId(): string;
  now(): Date;
  /** `signal`: for whoever need not wait any more; it then rejects. */
  pause(ms: number, signal?: AbortSignal): Promise<void>;
  /** By path. Their text is large: loaded when first asked for. */
  dashboardAssets(): Promise<Readonly<Record<string, BuiltAsset>>>;
  /** The plan that a run of this request would follow now. Changes nothing. Throws a `ClientFault`. */
  planRequest(request: PreparationRequest): Promise<Plan>;
}

/** Of a route that anyone may call: who it was is not known, or for the route to find out. */
export interface OpenContext extends HttpDeps {
  runs: RunsPort;
  /** For what went wrong and is not told to the caller in full. */
  log(message: string): void;
}

export interface RouteContext extends OpenContext {
  caller: Caller;
}

export type RouteHandler<C extends OpenContext = RouteContext> = (
  request: HttpRequest,
  context: C,
) => Promise<HttpResponseInit> | HttpResponseInit;
