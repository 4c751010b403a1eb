/** POST serviceaccounts/token: a token with which something may act as the ServiceAccount. */
import { jsonResponse, type WireResponse } from "../../../world/wire.ts";
import { rfc3339 } from "../../store/deletion.ts";
import { isRecord } from "../../store/json.ts";
import { issueToken } from "../access/serviceAccountTokens.ts";
import type { ApiContext, ApiRequest, ObjectTarget } from "../apiContext.ts";
import { parseBody } from "../operations/readBody.ts";
import { currentObject } from "../operations/saveObject.ts";

const DEFAULT_SECONDS = 3600;

export function requestToken(context: ApiContext, request: ApiRequest, target: ObjectTarget): WireResponse {
  const { name, namespace = "", uid } = currentObject(context, target).metadata;
  const body = parseBody(request);
  const spec = isRecord(body) && isRecord(body["spec"]) ? body["spec"] : {};
  const expirationSeconds = Number(spec["expirationSeconds"] ?? DEFAULT_SECONDS);
  const now = context.clock.now();
  const expiresAt = now + expirationSeconds * 1000;
  return jsonResponse(201, {
    apiVersion: "authentication.k8s.io/v1",
    kind: "TokenRequest",
    metadata: { name, namespace, creationTimestamp: rfc3339(now) },
    spec: { ...spec, expirationSeconds },
    status: { token: issueToken({ name, namespace, uid, expiresAt }), expirationTimestamp: rfc3339(expiresAt) },
  });
}
