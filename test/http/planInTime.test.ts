/** What a caller is told when a plan cannot be made now. */
import { describe, expect, it } from "vitest";
import { ClientFault } from "../../src/clients/errors.ts";
import type { RouteContext } from "../../src/http/deps.ts";
import { planInTime } from "../../src/http/planInTime.ts";
import { aPlan } from "../support/plans.ts";
import { aRequest } from "../support/requests.ts";
import { expectProblem } from "./apiCalls.ts";

/** Time is up as soon as the plan has been asked for, unless it comes at once. */
function aContext(planRequest: RouteContext["planRequest"]): RouteContext {
  return { planRequest, pause: () => Promise.resolve(), log: () => {} } as unknown as RouteContext;
}

async function refusal(planRequest: RouteContext["planRequest"]) {
  const planned = await planInTime(aContext(planRequest), aRequest());
  if (planned.ok) throw new Error("a plan was made");
  const { status = 0, headers, body } = planned.answer;
  const answer = { status, headers: headers as Record<string, string>, body: JSON.parse(body as string) as unknown };
  return answer;
}

function fault(retry: "soon" | "never", retryAfterSeconds?: number): ClientFault {
  const wait = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
  return new ClientFault("GET agentPools: busy", { code: "Throttled", retry, operation: "GET agentPools", ...wait });
}

describe("a plan that comes in time", () => {
  it("is handed on", async () => {
    const plan = aPlan();
    const context = { ...aContext(() => Promise.resolve(plan)), pause: () => new Promise<void>(() => {}) };
    expect(await planInTime(context, aRequest())).toEqual({ ok: true, plan });
  });
});

describe("a plan that cannot be made", () => {
  it("in time is a 504 that says for how long Azure was waited for", async () => {
    const answer = await refusal(() => new Promise(() => {}));
    expectProblem(answer, 504, "PlanUnavailable");
    expect(answer.body).toMatchObject({ detail: expect.stringContaining("120 s") as string });
  });

  it("for a reason that may pass is a 503, with the reason and Azure's own wait", async () => {
    const answer = await refusal(() => Promise.reject(fault("soon", 17)));
    expectProblem(answer, 503, "PlanUnavailable");
    expect(answer.headers["retry-after"]).toBe("17");
    expect(answer.body).toMatchObject({ detail: "GET agentPools: busy", cause: { code: "Throttled" } });
  });

  it("until somebody acts is a 502, without an invitation to try again", async () => {
    const answer = await refusal(() => Promise.reject(fault("never")));
    expectProblem(answer, 502, "PlanUnavailable");
    expect(answer.headers["retry-after"]).toBeUndefined();
  });

  it("because of a bug is not explained away", async () => {
    await expect(refusal(() => Promise.reject(new Error("bug")))).rejects.toThrow("bug");
  });
});
