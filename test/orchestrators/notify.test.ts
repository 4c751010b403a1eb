/** Being told of a run is beside the run: nothing that goes wrong there changes what becomes of it. */
import { describe, expect, it } from "vitest";
import { GUIDE_CATALOG } from "../../src/domain/catalog.ts";
import { deliveryPolicy, LONGEST_DELIVERY_SECONDS } from "../../src/domain/notify/delivery.ts";
import { parseAllowedHosts } from "../../src/domain/notify/notifyAllowance.ts";
import { type PreparationRequest, parseRequest } from "../../src/domain/request.ts";
import { aRequestBody } from "../support/requests.ts";
import { runPreparation } from "./scriptedRun.ts";
import { fail } from "./scriptedSteps.ts";

function aNotifyingRequest(): PreparationRequest {
  const notify = [{ type: "slack", url: "https://hooks.slack.com/" }];
  const allowance = { hosts: parseAllowedHosts("hooks.slack.com").hosts, signs: false };
  const parsed = parseRequest(aRequestBody({ notify }), GUIDE_CATALOG, allowance);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.request;
}

describe("a run that somebody is to be told of", () => {
  it("tells when it starts, before anything is created, and how it ended, after its record", async () => {
    const { calls, callsOf } = await runPreparation({ request: aNotifyingRequest() });
    expect(callsOf("startNotifying").map(({ input }) => input.notice.kind)).toEqual(["started", "ready"]);
    const order = calls.map(({ step }) => step);
    expect(order.indexOf("startNotifying")).toBeLessThan(order.indexOf("ensureNodePool"));
    expect(order.at(-1)).toBe("startNotifying");
    expect(order.at(-2)).toBe("saveRecord");
  });

  it("is as ready as before when nobody could be told, and says so", async () => {
    const script = { startNotifying: () => fail({ retry: "never", message: "no durable client" }) };
    const { record, instance } = await runPreparation({ request: aNotifyingRequest(), script });
    expect(record.verdict).toBe("ready");
    expect(record.findings).toMatchObject([{ code: "NotificationFailed", severity: "warn" }]);
    expect(instance.status).toBe("Completed");
  });

  it("tells nothing when nobody is named", async () => {
    expect((await runPreparation()).callsOf("startNotifying")).toEqual([]);
  });
});

describe("a delivery", () => {
  const policy = deliveryPolicy({ preparationId: "p", row: "r" });
  const fault = { code: "Http503", retry: "soon", operation: "POST x", message: "x" } as const;

  it("is tried for about half a day, more and more seldom", () => {
    const delays: number[] = [];
    for (let waited = 0; ; ) {
      const delay = policy(fault, delays.length + 1, waited);
      if (delay === undefined) break;
      delays.push(delay);
      waited += delay;
    }
    expect(delays).toEqual(delays.toSorted((one, other) => one - other));
    const hours = delays.reduce((sum, delay) => sum + delay, 0) / 3600;
    expect(hours).toBeGreaterThan(9);
    expect(hours).toBeLessThan(15);
  });

  it("is not tried again before the receiver wants, nor after a day, nor when a person must act", () => {
    expect(policy({ ...fault, retryAfterSeconds: 3000 }, 1, 0)).toBe(3000);
    expect(policy({ ...fault, retryAfterSeconds: LONGEST_DELIVERY_SECONDS + 1 }, 1, 0)).toBeUndefined();
    expect(policy({ ...fault, retry: "never" }, 1, 0)).toBeUndefined();
  });
});
