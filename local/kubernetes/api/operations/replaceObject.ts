/** PUT of one object, or of its status. */
import type { WireResponse } from "../../../world/wire.ts";
import type { ApiContext, ApiRequest, ObjectTarget } from "../apiContext.ts";
import { recordUpdate } from "../patch/recordUpdate.ts";
import { readBodyObject } from "./readBody.ts";
import { allowedChange, currentObject, managerFor, saveUpdate } from "./saveObject.ts";
import { fieldManagerOf, transact, writtenResponse } from "./transact.ts";

export function replaceObject(context: ApiContext, request: ApiRequest, target: ObjectTarget): WireResponse {
  const { object, unknownFields } = readBodyObject(request, target);
  const manager = managerFor(context, target, fieldManagerOf(request), "Update");
  const saved = transact(context, request.query.get("dryRun"), () => {
    const current = currentObject(context, target);
    const next = allowedChange(target, current, object);
    return saveUpdate(context, request, target, current, recordUpdate(current, next, target.kind.schema, manager));
  });
  return writtenResponse(200, saved, request, unknownFields);
}
