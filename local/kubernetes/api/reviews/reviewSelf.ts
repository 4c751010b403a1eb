/** SelfSubjectReview: who does the server think that the caller is? `kubectl auth whoami`. */
import { jsonResponse, type WireResponse } from "../../../world/wire.ts";
import type { ApiContext, ApiRequest, Target } from "../apiContext.ts";
import { readBodyObject } from "../operations/readBody.ts";

export function reviewSelf(_context: ApiContext, request: ApiRequest, target: Target): WireResponse {
  const { object } = readBodyObject(request, target);
  const { name, groups } = request.user;
  return jsonResponse(201, { ...object, status: { userInfo: { username: name, groups } } });
}
