/** GET of one object. */
import { jsonResponse, type WireResponse } from "../../../world/wire.ts";
import type { ApiContext, ApiRequest, ObjectTarget } from "../apiContext.ts";
import { answerFormatOf } from "../printing/answerFormat.ts";
import { tableOf } from "../printing/table.ts";
import { currentObject } from "./saveObject.ts";

export function getObject(context: ApiContext, request: ApiRequest, target: ObjectTarget): WireResponse {
  const object = currentObject(context, target);
  const { resourceVersion } = object.metadata;
  const wantsTable = answerFormatOf(request) === "table";
  return jsonResponse(200, wantsTable ? tableOf([object], target.kind, { resourceVersion }, context, request) : object);
}
