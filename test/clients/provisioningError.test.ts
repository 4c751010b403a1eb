import { describe, expect, it } from "vitest";
import { unpackProvisioningError } from "../../src/clients/provisioningError.ts";

const ALLOCATION = { code: "AllocationFailed", message: "Allocation failed." };

describe("unpacking why AKS failed", () => {
  it("leaves a plain error as it is", () => {
    expect(unpackProvisioningError(ALLOCATION)).toEqual(ALLOCATION);
  });

  it("finds the cause in the wrapper's details", () => {
    const wrapped = { code: "ReconcileVMSSAgentPoolFailed", message: "failed", details: [ALLOCATION] };
    expect(unpackProvisioningError(wrapped)).toEqual(ALLOCATION);
  });

  it("finds the cause written as a Go error in the message", () => {
    const message = 'Reconcile failed: Code="AllocationFailed" Message="Allocation failed."';
    expect(unpackProvisioningError({ code: "CreateVMSSAgentPoolFailed", message })).toEqual(ALLOCATION);
  });

  it("finds the cause written as JSON in the message", () => {
    const message = `The operation failed: ${JSON.stringify({ error: ALLOCATION })}`;
    expect(unpackProvisioningError({ code: "ResourceOperationFailure", message })).toEqual(ALLOCATION);
  });

  it("unpacks a wrapper in a wrapper", () => {
    const inner = {
      code: "ReconcileVMSSAgentPoolFailed",
      message: 'Code="AllocationFailed" Message="Allocation failed."',
    };
    expect(unpackProvisioningError({ code: "ResourceOperationFailure", details: [inner] })).toEqual(ALLOCATION);
  });

  it("keeps quotes of a Go error's message", () => {
    const message = String.raw`Code="QuotaExceeded" Message="Quota \"cores\" is used up"`;
    expect(unpackProvisioningError({ code: "ReconcileVMSSAgentPoolFailed", message })).toEqual({
      code: "QuotaExceeded",
      message: 'Quota "cores" is used up',
    });
  });

  it("names the wrapper when it holds no cause", () => {
    const wrapper = { code: "ReconcileVMSSAgentPoolFailed", message: "internal error {" };
    expect(unpackProvisioningError(wrapper)).toEqual(wrapper);
  });
});
