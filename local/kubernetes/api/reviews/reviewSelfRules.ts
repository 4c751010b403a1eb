/** SelfSubjectRulesReview: everything that the caller may do in a namespace. `kubectl auth can-i --list`. */
import { jsonResponse, type WireResponse } from "../../../world/wire.ts";
import { specOf } from "../../store/objectParts.ts";
import type { ApiContext, ApiRequest, Target } from "../apiContext.ts";
import { readBodyObject } from "../operations/readBody.ts";

export function reviewSelfRules({ rulesOf }: ApiContext, request: ApiRequest, target: Target): WireResponse {
  const { object } = readBodyObject(request, target);
  const { namespace = "default" } = specOf<{ namespace?: string }>(object);
  const rules = rulesOf(request.user, namespace);
  const resourceRules = rules.filter(({ resources }) => resources !== undefined);
  const nonResourceRules = rules.filter(({ nonResourceURLs }) => nonResourceURLs !== undefined);
  return jsonResponse(201, { ...object, status: { resourceRules, nonResourceRules, incomplete: false } });
}
