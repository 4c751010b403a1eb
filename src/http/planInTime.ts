/** The plan as the world is now, or why it cannot be told within the time that an HTTP answer has. */
import type { HttpResponseInit } from "@azure/functions";
import { ClientFault } from "../clients/errors.ts";
import type { Plan } from "../domain/plan.ts";
import type { PreparationRequest } from "../domain/request.ts";
import type { RouteContext } from "./deps.ts";
import { problem } from "./problem.ts";

export type PlanInTime = { ok: true; plan: Plan } | { ok: false; answer: HttpResponseInit };

/** The platform cuts an answer off after 230 s; single requests to Azure are given up after 30. */
const MOST_SECONDS = 120;
const RETRY_AFTER_SECONDS = 10;

export async function planInTime(context: RouteContext, request: PreparationRequest): Promise<PlanInTime> {
  const waiting = new AbortController();
  try {
    const late = context.pause(MOST_SECONDS * 1000, waiting.signal).then(() => "late" as const);
    // Aborted below: nobody waits for it any more.
    late.catch(() => {});
    const plan = await Promise.race([context.planRequest(request), late]);
    return plan === "late" ? { ok: false, answer: tooLate() } : { ok: true, plan };
  } catch (error) {
    if (!(error instanceof ClientFault)) throw error;
    context.log(error.message);
    return { ok: false, answer: unavailable(error) };
  } finally {
    waiting.abort();
  }
}

function tooLate(): HttpResponseInit {
  return problem(
    {
      status: 504,
      code: "PlanUnavailable",
      title: "The plan could not be made in time",
      detail: `Azure or the cluster's API server did not answer everything within ${MOST_SECONDS} s.`,
      action: "Send the same request again. Nothing was started or changed.",
    },
    { "retry-after": String(RETRY_AFTER_SECONDS) },
  );
}

/** 503: it may pass by itself. 502: somebody must act, at Azure or in the cluster. */
function unavailable({ message, details }: ClientFault): HttpResponseInit {
  const mayPass = details.retry !== "never";
  return problem(
    {
      status: mayPass ? 503 : 502,
      code: "PlanUnavailable",
      title: "What the plan depends on could not be read",
      detail: message,
      action: mayPass
        ? "Send the same request again. Nothing was started or changed."
        : "Remove the cause that the detail names, then send the same request again. Nothing was started or changed.",
      more: { cause: { code: details.code, operation: details.operation } },
    },
    mayPass ? { "retry-after": String(details.retryAfterSeconds ?? RETRY_AFTER_SECONDS) } : {},
  );
}
