/** POST /api/plans: what a preparation would do now, and what stands in its way. Starts nothing, changes nothing. */
import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import { isBlocked, type Plan } from "../domain/plan.ts";
import type { PlanAnswer } from "./answers/planAnswer.ts";
import type { RouteContext } from "./deps.ts";
import { json } from "./json.ts";
import { planInTime } from "./planInTime.ts";
import { invalidRequest, readRequest } from "./readRequest.ts";

export async function showPlan(request: HttpRequest, context: RouteContext): Promise<HttpResponseInit> {
  const parsed = await readRequest(request, context);
  if (!parsed.ok) return invalidRequest(parsed.problems);
  const planned = await planInTime(context, parsed.request);
  return planned.ok ? json(200, viewOf(planned.plan, context.live)) : planned.answer;
}

/** What a person approves; charts' values and deadlines are left out, and covered by the hash as far as they are decided. */
function viewOf(plan: Plan, live: boolean): PlanAnswer {
  const { cluster, profile, level, steps, findings, gpus, expectedSeconds, maxUnavailable, hash, difference } = plan;
  return {
    ...{ live, cluster, profile, level, hash },
    ...{ blocked: isBlocked(plan), empty: steps.every(({ change }) => change === "none") },
    ...{ expectedSeconds, gpus, maxUnavailable },
    pools: plan.pools.map(({ spec: { name, vmSize, count }, action }) => ({ name, vmSize, count, action })),
    paths: plan.paths,
    mayDisturb: [...new Set(steps.flatMap(({ disturbs = [] }) => disturbs))],
    ...{ steps, findings },
    ...(difference === undefined ? {} : { difference }),
  };
}
