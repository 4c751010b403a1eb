/** GET of one object. */
import { jsonResponse, type WireResponse } from "../../../world/wire.ts";
import type { ApiContext, ApiRequest, ObjectTarget } from "../apiContext.ts";
import { currentObject } from "./saveObject.ts";

export function getObject(context: ApiContext, _: ApiRequest, target: ObjectTarget): WireResponse {
  return jsonResponse(200, currentObject(context, target));
}
