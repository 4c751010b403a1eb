/** Runs one write in one world transaction, or as a rehearsal that leaves no trace when the client asks for a dry run. */
import { jsonResponse, type WireResponse } from "../../../world/wire.ts";
import type { ApiContext, ApiRequest } from "../apiContext.ts";
import { badRequest } from "../statusError.ts";

export function transact<T>({ world, store }: ApiContext, dryRun: string | null, run: () => T): T {
  if (dryRun === null || dryRun === "") return world.transaction(run);
  if (dryRun !== "All") throw badRequest(`dryRun: Unsupported value: "${dryRun}": supported values: "All"`);
  return store.rehearse(run);
}

/** The name under which a write's fields are owned: `fieldManager`, else the client's own name. */
export function fieldManagerOf({ query, headers }: ApiRequest): string {
  return query.get("fieldManager") ?? (headers["user-agent"] ?? "unknown").split("/")[0] ?? "unknown";
}

/** What was dropped from the request is said in a warning header, unless the client ignores it. */
export function writtenResponse(
  status: number,
  body: unknown,
  { query }: ApiRequest,
  unknownFields: readonly string[] = [],
): WireResponse {
  const isHeard = unknownFields.length > 0 && query.get("fieldValidation") !== "Ignore";
  const warning = unknownFields.map((field) => `299 - ${JSON.stringify(`unknown field "${field}"`)}`).join(", ");
  return jsonResponse(status, body, isHeard ? { warning } : {});
}
