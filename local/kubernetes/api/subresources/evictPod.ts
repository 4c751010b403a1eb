/** POST pods/eviction: a delete that a disruption budget could refuse; this cluster has none. */
import { jsonResponse, type WireResponse } from "../../../world/wire.ts";
import { isList, isRecord } from "../../store/json.ts";
import type { ApiContext, ApiRequest, ObjectTarget } from "../apiContext.ts";
import { parseBody } from "../operations/readBody.ts";
import { currentObject } from "../operations/saveObject.ts";
import { transact } from "../operations/transact.ts";

export function evictPod(context: ApiContext, request: ApiRequest, target: ObjectTarget): WireResponse {
  const body = parseBody(request);
  const options = isRecord(body) && isRecord(body["deleteOptions"]) ? body["deleteOptions"] : {};
  const grace = options["gracePeriodSeconds"];
  const dryRun = isList(options["dryRun"]) ? String(options["dryRun"][0]) : request.query.get("dryRun");
  transact(context, dryRun, () => {
    const { namespace, name } = currentObject(context, target).metadata;
    context.store.delete("v1/Pod", namespace, name, typeof grace === "number" ? { gracePeriodSeconds: grace } : {});
  });
  return jsonResponse(201, { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 });
}
