/** Kinds that are questions: they are answered when they are created, and never stored. Everybody may ask. */
import type { WireResponse } from "../../../world/wire.ts";
import type { ApiContext, ApiRequest, Target } from "../apiContext.ts";
import { reviewSelf } from "./reviewSelf.ts";
import { reviewSelfAccess } from "./reviewSelfAccess.ts";
import { reviewSelfRules } from "./reviewSelfRules.ts";

export const REVIEWS: Readonly<
  Record<string, (context: ApiContext, request: ApiRequest, target: Target) => WireResponse>
> = {
  SelfSubjectAccessReview: reviewSelfAccess,
  SelfSubjectReview: reviewSelf,
  SelfSubjectRulesReview: reviewSelfRules,
};

export function isReview(kind: string): boolean {
  return Object.hasOwn(REVIEWS, kind);
}
