/** What is taken as a schedule: nothing that a timer would not. */
import { Cron } from "croner";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scheduleProblem } from "../../src/domain/ncrontab.ts";

describe("a schedule", () => {
  it.each(["0 0 */6 * * *", "0 30 5 * * MON-FRI", "15 0,30 0-12/2 1 JAN *"])("is taken: %s", (expression) => {
    expect(scheduleProblem(expression)).toBeUndefined();
  });

  it.each([
    ["0 */6 * * *", "six fields"],
    ["0 60 * * * *", "minute"],
    ["0 0 24 * * *", "hour"],
    ["0 0 0 0 * *", "day of the month"],
    ["0 0 0 * 13 *", "month"],
    ["0 0 0 * * 7", "weekday"],
    ["0 5-1 * * * *", "minute"],
    ["0 */0 * * * *", "minute"],
    ["* * * * * *", "one tick a minute"],
    ["%SCHEDULE%", "six fields"],
  ])("is refused with what is wrong: %s", (expression, what) => {
    expect(scheduleProblem(expression)).toContain(what);
  });

  it("that is taken is one that a timer takes", () => {
    const field = (most: number) => {
      const bound = fc.integer({ min: 0, max: most }).map(String);
      const range = fc.oneof(
        fc.constant("*"),
        bound,
        fc.tuple(bound, bound).map(([from, to]) => `${from}-${to}`),
      );
      return fc.oneof(
        range,
        fc.tuple(range, fc.integer({ min: 0, max: 9 })).map(([of, step]) => `${of}/${step}`),
      );
    };
    const expression = fc.tuple(field(60), field(60), field(24), field(32), field(13), field(7));
    fc.assert(
      fc.property(expression, (fields) => {
        const text = fields.join(" ");
        if (scheduleProblem(text) !== undefined) return;
        expect(() => new Cron(text, { mode: "6-part", sloppyRanges: true, paused: true })).not.toThrow();
      }),
    );
  });
});
