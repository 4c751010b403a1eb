/** Azure Tables for the operations that `@azure/data-tables` sends, over SQLite. */
import type { Clock } from "../../world/clock.ts";
import type { WireHandler, WireRequest, WireResponse } from "../../world/wire.ts";
import type { WorldStore } from "../../world/worldStore.ts";
import { STORAGE_AUDIENCE, TENANT_ID, type Tokens } from "../tokens.ts";
import { runBatch } from "./batch.ts";
import { getEntity, queryEntities } from "./entityReads.ts";
import { type EntityStore, openEntityStore } from "./entityStore.ts";
import { writeEntity } from "./entityWrites.ts";
import { createTable, deleteTable, listTables } from "./tableCommands.ts";
import { errorResponse, TableError } from "./tableError.ts";
import { readTableRequest, type TableRequest, type TableResponse } from "./tableRequest.ts";

export function createTablesSimulator(options: { world: WorldStore; clock: Clock; tokens: Tokens }): {
  handle: WireHandler;
} {
  const { world, clock, tokens } = options;
  const store = openEntityStore(world, clock);

  function answer(request: WireRequest): WireResponse {
    authenticate(tokens, request);
    const read = readTableRequest(request);
    if (read.target.kind === "batch" && read.method === "POST") {
      return runBatch(store, read, (run) => world.transaction(run));
    }
    return world.transaction(() => carryOut(store, read));
  }

  return {
    handle(request) {
      try {
        return answer(request);
      } catch (error) {
        if (error instanceof TableError) return errorResponse(error);
        throw error;
      }
    },
  };
}

function carryOut(store: EntityStore, request: TableRequest): TableResponse {
  const { target, method } = request;
  if (target.kind === "tables" && method === "POST") return createTable(store, request);
  if (target.kind === "tables" && method === "GET") return listTables(store, request);
  if (target.kind === "table" && method === "DELETE") return deleteTable(store, target.table);
  if (target.kind === "entities" && method === "GET") return queryEntities(store, target.table, request);
  if (target.kind === "entity" && method === "GET") return getEntity(store, target.table, target.key, request);
  return writeEntity(store, request);
}

function authenticate(tokens: Tokens, request: WireRequest): void {
  const verdict = tokens.verifyBearer(request.headers["authorization"], [STORAGE_AUDIENCE]);
  if (verdict.accepted) return;
  const challenge = `Bearer authorization_uri=https://login.microsoftonline.com/${TENANT_ID}/oauth2/authorize resource_id=${STORAGE_AUDIENCE}`;
  throw new TableError(401, "InvalidAuthenticationInfo", verdict.reason, { "www-authenticate": challenge });
}
