import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Fault } from "../../src/domain/outcome.ts";
import { LONGEST_RETRIES_SECONDS, retryDelaySeconds } from "../../src/domain/retry.ts";

function aFault(changes: Partial<Fault> = {}): Fault {
  return { code: "Throttled", retry: "soon", operation: "read pool", message: "too many requests", ...changes };
}

/** Until it gives up. */
function delaysOf(fault: Fault): number[] {
  const delays: number[] = [];
  for (let attempt = 1; attempt < 100; attempt++) {
    const waited = delays.reduce((total, delay) => total + delay, 0);
    const delay = retryDelaySeconds(fault, attempt, waited);
    if (delay === undefined) return delays;
    delays.push(delay);
  }
  throw new Error("it never gives up");
}

describe("a fault", () => {
  it("that a retry may mend is retried after growing delays, and then no more", () => {
    expect(delaysOf(aFault())).toEqual([5, 10, 20, 40, 80, 120, 120, 120, 120]);
  });

  it("of capacity is retried slowly, and then no more", () => {
    expect(delaysOf(aFault({ retry: "slowly" }))).toEqual([120, 240, 480, 600, 600]);
  });

  it.each([3600, 86_400])("that asks to wait %i seconds is not waited for longer than for the longest", (seconds) => {
    const total = delaysOf(aFault({ retryAfterSeconds: seconds })).reduce((sum, delay) => sum + delay, 0);
    expect(total).toBe(seconds <= LONGEST_RETRIES_SECONDS ? LONGEST_RETRIES_SECONDS : 0);
  });

  it("that a person must mend is not retried, whatever the service says", () => {
    expect(delaysOf(aFault({ retry: "never", retryAfterSeconds: 5 }))).toEqual([]);
  });

  it("is never retried sooner than the service asks, nor sooner than before", () => {
    const fault = fc.record({
      retry: fc.constantFrom("soon" as const, "slowly" as const),
      retryAfterSeconds: fc.nat(600),
    });
    fc.assert(
      fc.property(fault, (changes) => {
        const delays = delaysOf(aFault(changes));
        expect(Math.min(...delays)).toBeGreaterThanOrEqual(changes.retryAfterSeconds);
        expect(delays).toEqual(delays.toSorted((left, right) => left - right));
      }),
    );
  });
});
