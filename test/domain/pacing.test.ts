import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_PACING, nextPollSeconds } from "../../src/domain/pacing.ts";

const { shortestPollSeconds: shortest, longestPollSeconds: longest } = DEFAULT_PACING;
const seconds = fc.integer({ min: 0, max: 10_000 });
const next = (elapsed: number, expected: number) => nextPollSeconds(elapsed, expected, DEFAULT_PACING);

/** When it is looked at, until `until`. */
function pollsUntil(until: number, expected: number): number[] {
  const polls: number[] = [];
  for (let at = 0; at < until; at += next(at, expected)) polls.push(at);
  return polls;
}

describe("the next poll", () => {
  it("is a whole number of seconds within the bounds", () => {
    fc.assert(
      fc.property(seconds, seconds, (elapsed, expected) => {
        const wait = next(elapsed, expected);
        expect(Number.isInteger(wait)).toBe(true);
        expect(wait).toBeGreaterThanOrEqual(shortest);
        expect(wait).toBeLessThanOrEqual(longest);
      }),
    );
  });

  it("does not sleep through the expected end", () => {
    fc.assert(
      fc.property(seconds, seconds, (elapsed, expected) => {
        fc.pre(elapsed < expected);
        expect(elapsed + next(elapsed, expected)).toBeLessThanOrEqual(expected + shortest);
      }),
    );
  });

  it("comes soon near the end, seldom while it is far, and ever more seldom when it is overdue", () => {
    expect(next(0, 300)).toBe(longest);
    expect(next(295, 300)).toBe(shortest);
    expect(next(300, 300)).toBe(shortest);
    expect(next(400, 300)).toBe(25);
    expect(next(1000, 300)).toBe(longest);
  });

  it("goes half of the way to the expected end", () => {
    expect([next(0, 100), next(50, 100), next(75, 100)]).toEqual([50, 25, 13]);
  });

  it("makes a dozen polls of a pool that takes as long as it is expected to", () => {
    expect(pollsUntil(300, 300).length).toBeLessThanOrEqual(12);
  });
});
