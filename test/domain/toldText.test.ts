/** Text of others, as a person's terminal, log or page gets it. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toldText } from "../../src/domain/toldText.ts";

describe("told text", () => {
  it("is what was said, when there is nothing wrong with it", () => {
    expect(toldText("exit status 1: größer als 3 ✓")).toBe("exit status 1: größer als 3 ✓");
  });

  it("is one line that no terminal obeys", () => {
    expect(toldText("a\r\nb\tc\u001b[2J\u0000\u202e")).toBe("a b c\\u001b[2J\\u0000\\u202e");
  });

  it("is bounded, in front of the longest of texts", () => {
    expect(toldText("x".repeat(5000), 10)).toBe(`${"x".repeat(10)}...`);
    const long = "x".repeat(50_000_000);
    expect(toldText(long).length).toBe(1003);
  });

  it("never holds a control character, half a character, or more than it may", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), fc.integer({ min: 0, max: 100 }), (text, longest) => {
        const told = toldText(text, longest);
        expect(told.length).toBeLessThanOrEqual(longest + 3);
        expect(told).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u);
      }),
    );
  });
});
