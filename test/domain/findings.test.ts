import { describe, expect, it } from "vitest";
import { type Finding, type FindingCode, isBlocking } from "../../src/domain/findings.ts";
import { DOCUMENTED_CODES, type DocumentedCode } from "../support/documentedCodes.ts";

/** Those beside them. The compiler refuses a code that is in neither list. */
const OURS: Record<Exclude<FindingCode, DocumentedCode>, string> = {
  NodeNotReady: "a node that is not Ready has nothing to do with drivers",
  NodeGated: "a node that keeps our own taint, beside the finding that says what is wrong with it",
  ScaleDownDeallocates: "a pool whose nodes come back from a deallocation: said before it surprises anybody",
  NotificationFailed: "somebody who was to be told was not: a warning, whatever became of the run",
  InternalError: "a bug of ours, or a fault without a code",
};

describe("a finding's code", () => {
  it("is one of those that are documented, or known to be ours", () => {
    expect(Object.keys(OURS).filter((code) => DOCUMENTED_CODES.some((documented) => documented === code))).toEqual([]);
    expect(new Set(DOCUMENTED_CODES).size).toBe(DOCUMENTED_CODES.length);
  });
});

describe("a finding", () => {
  it("blocks only when its severity says so", () => {
    const finding: Finding = { code: "PoolFailed", severity: "fail", subject: "pool/x", found: "x", action: "y" };
    expect(isBlocking(finding)).toBe(false);
    expect(isBlocking({ ...finding, severity: "warn" })).toBe(false);
    expect(isBlocking({ ...finding, severity: "block" })).toBe(true);
  });
});
