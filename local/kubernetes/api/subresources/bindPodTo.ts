/** POST pods/binding: gives a waiting pod its node. */
import { jsonResponse, type WireResponse } from "../../../world/wire.ts";
import { bindPod } from "../../controllers/scheduling/scheduler.ts";
import { isRecord } from "../../store/json.ts";
import { podSpecOf } from "../../store/objectParts.ts";
import type { ApiContext, ApiRequest, ObjectTarget } from "../apiContext.ts";
import { parseBody } from "../operations/readBody.ts";
import { currentObject } from "../operations/saveObject.ts";
import { transact } from "../operations/transact.ts";
import { badRequest, conflict } from "../statusError.ts";

export function bindPodTo(context: ApiContext, request: ApiRequest, target: ObjectTarget): WireResponse {
  const body = parseBody(request);
  const node = isRecord(body) && isRecord(body["target"]) ? body["target"]["name"] : undefined;
  if (typeof node !== "string" || node === "") throw badRequest("target.name is required");
  transact(context, request.query.get("dryRun"), () => {
    const pod = currentObject(context, target);
    const { nodeName = "" } = podSpecOf(pod);
    if (nodeName !== "")
      throw conflict(target.kind, target.name, `pod ${target.name} is already assigned to node "${nodeName}"`);
    bindPod(pod, node, context);
  });
  return jsonResponse(201, { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 });
}
