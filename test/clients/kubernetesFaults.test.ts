import { ApiException } from "@kubernetes/client-node";
import { describe, expect, it } from "vitest";
import type { RetryClass } from "../../src/clients/errors.ts";
import { kubernetesFault } from "../../src/clients/kubernetesFaults.ts";
import { NetworkFailure } from "../../src/clients/networkFailure.ts";

const OPERATION = "APPLY DaemonSet kube-system/plugin";
const SERVER = "https://ai-1.hcp.eastus.azmk8s.io:443";

function refusal(code: number, status: unknown, headers: Record<string, string> = {}) {
  return new ApiException(code, "Unsuccessful HTTP Request", status, headers);
}

function faultOf(error: unknown) {
  return kubernetesFault(error, OPERATION, SERVER);
}

describe("a refusal of the API server", () => {
  it.each<[number, string, RetryClass]>([
    [400, "BadRequest", "never"],
    [403, "Forbidden", "never"],
    [422, "Invalid", "never"],
    [409, "Conflict", "soon"],
    [410, "Expired", "soon"],
    [429, "TooManyRequests", "soon"],
    [500, "InternalError", "soon"],
    [504, "Timeout", "soon"],
  ])("with %i %s is tried again: %s", (code, reason, retry) => {
    const fault = faultOf(refusal(code, JSON.stringify({ kind: "Status", reason, message: "why" })));
    expect(fault.details).toEqual({ code: reason, retry, status: code, operation: OPERATION });
    expect(fault.message).toBe(`${OPERATION} was refused with ${code} ${reason}: why`);
  });

  it("with 401 is a rejected token, said without it", () => {
    const fault = faultOf(refusal(401, { message: "Unauthorized" }, { "set-cookie": "secret" }));
    expect(fault.details).toMatchObject({ code: "TokenRejected", retry: "soon" });
    expect(`${fault.message}${String(fault.cause)}`).not.toContain("secret");
  });

  it("says how long to wait, in the header or in the Status", () => {
    expect(faultOf(refusal(429, "", { "retry-after": "7" })).details.retryAfterSeconds).toBe(7);
    expect(faultOf(refusal(504, { details: { retryAfterSeconds: 3 } })).details.retryAfterSeconds).toBe(3);
  });

  it("because a webhook does not answer is told apart", () => {
    const message = 'Internal error occurred: failed calling webhook "v.nvidia.com": connection refused';
    expect(faultOf(refusal(500, { reason: "InternalError", message })).details).toMatchObject({
      code: "WebhookUnavailable",
      retry: "soon",
    });
  });

  it("in plain text, by a proxy in between, keeps its text", () => {
    const fault = faultOf(refusal(502, "Bad Gateway\n"));
    expect(fault.details).toMatchObject({ code: "Http502", retry: "soon" });
    expect(fault.message).toContain("Bad Gateway");
  });
});

describe("no answer of the API server", () => {
  it.each([
    ["ECONNREFUSED", "the connection was refused"],
    ["ENOTFOUND", "its name cannot be resolved"],
    ["UND_ERR_CONNECT_TIMEOUT", "it did not answer in time"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "its certificate was not accepted"],
  ])("says why: %s", (code, words) => {
    const cause = Object.assign(new Error("low level"), { code });
    const fault = faultOf(new NetworkFailure(new TypeError("fetch failed", { cause })));
    expect(fault.details).toMatchObject({ code: "ApiServerUnreachable", retry: "soon" });
    expect(fault.message).toContain(`no answer from ${SERVER}: ${words}`);
  });

  it("finds the reason among several addresses", () => {
    const refused = Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
    const failure = new NetworkFailure(new TypeError("fetch failed", { cause: new AggregateError([refused]) }));
    expect(faultOf(failure).message).toContain("the connection was refused (ECONNREFUSED)");
  });
});
