/** SelfSubjectAccessReview: may the caller do this? Nothing is stored. */
import type { V1SelfSubjectAccessReviewSpec } from "@kubernetes/client-node";
import { jsonResponse, type WireResponse } from "../../../world/wire.ts";
import { specOf } from "../../store/objectParts.ts";
import type { ApiContext, ApiRequest, Target } from "../apiContext.ts";
import { readBodyObject } from "../operations/readBody.ts";
import { badRequest } from "../statusError.ts";

export function reviewSelfAccess({ isAllowed }: ApiContext, request: ApiRequest, target: Target): WireResponse {
  const { object } = readBodyObject(request, target);
  const { resourceAttributes } = specOf<V1SelfSubjectAccessReviewSpec>(object);
  if (resourceAttributes === undefined) throw badRequest("spec.resourceAttributes is required");
  const { verb = "", group = "", resource = "", subresource, namespace, name } = resourceAttributes;
  const allowed = isAllowed(request.user, {
    verb,
    group,
    resource: (subresource ?? "") === "" ? resource : `${resource}/${subresource}`,
    ...((namespace ?? "") === "" ? {} : { namespace: namespace as string }),
    ...((name ?? "") === "" ? {} : { name: name as string }),
  });
  return jsonResponse(201, { ...object, status: { allowed } });
}
