/** PATCH of one object: merge, strategic merge and JSON patches. Server-side apply has its own file. */
import type { WireResponse } from "../../../world/wire.ts";
import type { KubeObject } from "../../cluster.ts";
import { copyJson } from "../../store/json.ts";
import type { ApiContext, ApiRequest, ObjectTarget } from "../apiContext.ts";
import { jsonPatch } from "../patch/jsonPatch.ts";
import { mergePatch } from "../patch/mergePatch.ts";
import { recordUpdate } from "../patch/recordUpdate.ts";
import { strategicMergePatch } from "../patch/strategicMergePatch.ts";
import { unsupportedMediaType } from "../statusError.ts";
import { applyObject } from "./applyObject.ts";
import { checkedObject, parseBody } from "./readBody.ts";
import { allowedChange, currentObject, managerFor, saveUpdate } from "./saveObject.ts";
import { fieldManagerOf, transact, writtenResponse } from "./transact.ts";

const JSON_PATCH = "application/json-patch+json";
const MERGE_PATCH = "application/merge-patch+json";
const STRATEGIC_MERGE_PATCH = "application/strategic-merge-patch+json";
const APPLY_PATCH = "application/apply-patch+yaml";

export function patchObject(context: ApiContext, request: ApiRequest, target: ObjectTarget): WireResponse {
  if (mediaTypeOf(request) === APPLY_PATCH) return applyObject(context, request, target);
  const patch = parseBody(request);
  const manager = managerFor(context, target, fieldManagerOf(request), "Update");
  return transact(context, request.query.get("dryRun"), () => {
    const current = currentObject(context, target);
    const { object, unknownFields } = checkedObject(patched(current, patch, request, target), request, target);
    const next = allowedChange(target, current, object);
    const owned = recordUpdate(current, next, target.kind.schema, manager);
    return writtenResponse(200, saveUpdate(context, request, target, current, owned), request, unknownFields);
  });
}

/** A resourceVersion inside the patch stays in the result: it is the client's precondition. */
function patched(current: KubeObject, patch: unknown, request: ApiRequest, { kind }: ObjectTarget): unknown {
  const base = copyJson(current);
  const mediaType = mediaTypeOf(request);
  if (mediaType === JSON_PATCH) return jsonPatch(base, patch);
  if (mediaType === MERGE_PATCH) return mergePatch(base, patch);
  if (mediaType === STRATEGIC_MERGE_PATCH && !kind.custom) return strategicMergePatch(base, patch, kind.schema);
  const accepted = [JSON_PATCH, MERGE_PATCH, APPLY_PATCH, ...(kind.custom ? [] : [STRATEGIC_MERGE_PATCH])];
  throw unsupportedMediaType(mediaType, accepted);
}

function mediaTypeOf({ headers }: ApiRequest): string {
  return (headers["content-type"] ?? "").split(";")[0]?.trim() ?? "";
}
