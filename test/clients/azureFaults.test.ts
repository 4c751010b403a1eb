import { createHttpHeaders, createPipelineRequest, RestError } from "@azure/core-rest-pipeline";
import { AuthenticationError, CredentialUnavailableError } from "@azure/identity";
import { describe, expect, it } from "vitest";
import { azureFault } from "../../src/clients/azureFaults.ts";
import type { RetryClass } from "../../src/clients/errors.ts";

const OPERATION = "PUT agentPools/h100";

function refusal(status: number, code: string, headers: Record<string, string> = {}): RestError {
  const request = createPipelineRequest({
    url: "https://management.azure.com/x",
    headers: createHttpHeaders({ authorization: "Bearer secret-token" }),
  });
  const response = { request, status, headers: createHttpHeaders(headers) };
  return new RestError("told by Azure", { code, statusCode: status, request, response });
}

describe("a refusal of Azure", () => {
  it.each<[number, string, RetryClass]>([
    [429, "Throttled", "soon"],
    [500, "InternalServerError", "soon"],
    [501, "NotImplemented", "never"],
    [503, "ServiceUnavailable", "soon"],
    [409, "OperationNotAllowed", "soon"],
    [400, "OperationNotAllowed", "never"],
    [409, "AKSOperationPreempted", "soon"],
    [400, "AllocationFailed", "slowly"],
    [409, "OverconstrainedZonalAllocationRequest", "slowly"],
    [400, "AKSCapacityHeavyUsage", "slowly"],
    [409, "QuotaExceeded", "never"],
    [400, "ErrCode_InsufficientVCPUQuota", "never"],
    [409, "SkuNotAvailable", "never"],
    [400, "InvalidParameter", "never"],
    [403, "RequestDisallowedByPolicy", "never"],
    [412, "PreconditionFailed", "never"],
  ])("with %i %s is tried again: %s", (status, code, retry) => {
    expect(azureFault(refusal(status, code), OPERATION).details).toEqual({ code, retry, status, operation: OPERATION });
  });

  it("says how long to wait when Azure does", () => {
    const fault = azureFault(refusal(409, "OperationNotAllowed", { "retry-after": "30" }), OPERATION);
    expect(fault.details.retryAfterSeconds).toBe(30);
  });

  it("of our identity is a rejected token", () => {
    expect(azureFault(refusal(401, "ExpiredAuthenticationToken"), OPERATION).details).toMatchObject({
      code: "TokenRejected",
      retry: "soon",
    });
  });

  it("names operation, status, code and reason, and holds no token anywhere", () => {
    const fault = azureFault(refusal(403, "AuthorizationFailed"), OPERATION);
    expect(fault.message).toBe("PUT agentPools/h100 was refused with 403 AuthorizationFailed: told by Azure");
    expect(`${fault.stack}${JSON.stringify(fault)}${String(fault.cause)}`).not.toContain("secret-token");
  });

  it("that is wrapped is classified by its cause", () => {
    const error = refusal(400, "ResourceOperationFailure");
    error.details = { error: { details: [{ code: "QuotaExceeded", message: "no cores left" }] } };
    expect(azureFault(error, OPERATION).details).toMatchObject({ code: "QuotaExceeded", retry: "never" });
  });
});

describe("no answer of Azure", () => {
  it.each(["ECONNREFUSED", "ENOTFOUND", "ECONNRESET", RestError.REQUEST_SEND_ERROR])("(%s) is tried again", (code) => {
    const fault = azureFault(new RestError("no connection", { code }), OPERATION);
    expect(fault.details).toEqual({ code: "AzureUnreachable", retry: "soon", operation: OPERATION });
  });

  it("in time is tried again", () => {
    const timeout = Object.assign(new Error("The operation was aborted."), { name: "AbortError" });
    expect(azureFault(timeout, OPERATION).details).toMatchObject({ code: "AzureUnreachable", retry: "soon" });
  });
});

it("an answer that cannot be read is not quoted", () => {
  const error = new RestError("occurred while parsing the response body - secret-kubeconfig", {
    code: RestError.PARSE_ERROR,
    statusCode: 200,
  });
  const fault = azureFault(error, OPERATION);
  expect(fault.details).toMatchObject({ code: "AzureUnreachable", retry: "soon" });
  expect(fault.message).toBe(`${OPERATION} got no answer from Azure: its answer could not be read`);
});

describe("no token", () => {
  it("for want of an identity endpoint is tried again", () => {
    const fault = azureFault(new CredentialUnavailableError("Network unreachable"), OPERATION);
    expect(fault.details).toMatchObject({ code: "TokenUnavailable", retry: "soon" });
  });

  it("because the identity was refused is a person's", () => {
    const error = new AuthenticationError(400, { error: "invalid_client", error_description: "no such client" });
    expect(azureFault(error, OPERATION).details).toMatchObject({ code: "TokenUnavailable", retry: "never" });
  });
});

it("a bug is not tried again", () => {
  expect(azureFault(new TypeError("x is not a function"), OPERATION).details).toMatchObject({
    code: "Unexpected",
    retry: "never",
  });
});
