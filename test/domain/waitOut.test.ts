import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Fault } from "../../src/domain/outcome.ts";
import { isWaitedOut, waitOutSeconds } from "../../src/domain/waitOut.ts";

const fault: Fault = { code: "OperationNotAllowed", retry: "soon", operation: "PUT agentPools/a", message: "busy" };

describe("what is waited out", () => {
  it.each([
    ["OperationNotAllowed", "soon", true],
    ["AKSOperationPreempted", "soon", true],
    ["Throttled", "soon", true],
    ["AllocationFailed", "slowly", true],
    ["OperationNotAllowed", "never", false],
    ["Http502", "soon", false],
    ["QuotaExceeded", "never", false],
  ] as const)("%s, which passes %s: %s", (code, retry, expected) => {
    expect(isWaitedOut({ code, retry })).toBe(expected);
  });

  it("is never asked for sooner than the service wants, and at most a quarter later", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 120, max: 100_000 }),
        fc.integer({ min: 1, max: 50 }),
        fc.string(),
        (after, attempt, who) => {
          const seconds = waitOutSeconds({ ...fault, retryAfterSeconds: after }, attempt, who);
          expect(seconds).toBeGreaterThanOrEqual(after);
          expect(seconds).toBeLessThanOrEqual(Math.ceil(after * 1.25));
        },
      ),
    );
  });

  it("is asked for at other moments by others, and at the same one on every replay", () => {
    const seconds = ["run/pool/a", "run/pool/b", "run/pool/c", "run/pool/d"].map((who) =>
      waitOutSeconds({ ...fault, retryAfterSeconds: 3600 }, 1, who),
    );
    expect(new Set(seconds).size).toBe(4);
    expect(waitOutSeconds({ ...fault, retryAfterSeconds: 3600 }, 1, "run/pool/a")).toBe(seconds[0]);
  });
});
