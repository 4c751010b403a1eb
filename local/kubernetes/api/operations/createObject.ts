/** POST to a collection. */
import type { WireResponse } from "../../../world/wire.ts";
import type { ApiContext, ApiRequest, Target } from "../apiContext.ts";
import { recordUpdate } from "../patch/recordUpdate.ts";
import { readBodyObject } from "./readBody.ts";
import { managerFor, saveNew } from "./saveObject.ts";
import { fieldManagerOf, transact, writtenResponse } from "./transact.ts";

export function createObject(context: ApiContext, request: ApiRequest, target: Target): WireResponse {
  const { object, unknownFields } = readBodyObject(request, target);
  const manager = managerFor(context, target, fieldManagerOf(request), "Update");
  const owned = recordUpdate(undefined, object, target.kind.schema, manager);
  const created = transact(context, request.query.get("dryRun"), () => saveNew(context, request, target, owned));
  return writtenResponse(201, created, request, unknownFields);
}
