import { array, assert, integer, property, string } from "fast-check";
import { describe, expect, test } from "vitest";
import { flow } from "../../../local/demo/terminal/flow.ts";
import { cell, fitLine, inkLine, span, spread, widthOf } from "../../../local/demo/terminal/line.ts";
import { wrapText } from "../../../local/demo/terminal/wrapText.ts";

describe("a line", () => {
  test("has no control characters, whatever it was made of", () => {
    expect(span("a\u001b[2J\nb\r\u009b1A").text).toBe("a [2J b 1A");
    expect(cell("a\nb", 5).text).toBe("a b  ");
  });

  test("is cut with an ellipsis at the width, and left alone when it fits", () => {
    const line = [span("abc", "good"), span("def")];
    expect(inkLine(fitLine(line, 5), false)).toBe("abcd…");
    expect(inkLine(fitLine(line, 3), false)).toBe("ab…");
    expect(fitLine(line, 6)).toBe(line);
  });

  test("never becomes wider than asked", () => {
    assert(
      property(array(string()), integer({ min: 1, max: 30 }), (texts, width) => {
        const line = texts.map((text) => span(text));
        expect(widthOf(fitLine(line, width))).toBeLessThanOrEqual(width);
      }),
    );
  });

  test("drops what stands at the right edge when there is no room for both", () => {
    expect(inkLine(spread([span("left")], [span("right")], 12), false)).toBe("left   right");
    expect(inkLine(spread([span("left")], [span("right")], 10), false)).toBe("left");
  });

  test("is coloured only when colour is wanted", () => {
    expect(inkLine([span("a", "bad")], true)).toBe("\u001b[31ma\u001b[39m");
    expect(inkLine([span("a", "bad")], false)).toBe("a");
  });
});

describe("text in a narrow place", () => {
  test("is broken between words, and inside a word that is too long by itself", () => {
    expect(wrapText("one two  three", 7)).toEqual(["one two", "three"]);
    expect(wrapText("abcdefgh ij", 4)).toEqual(["abcd", "efgh", "ij"]);
    expect(wrapText(" ", 4)).toEqual([]);
  });

  test("loses nothing but spaces", () => {
    assert(
      property(string(), integer({ min: 1, max: 20 }), (text, width) => {
        const lines = wrapText(text, width);
        expect(lines.join("").replaceAll(/\s/g, "")).toBe(text.replaceAll(/\s/g, ""));
        expect(Math.max(0, ...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
      }),
    );
  });

  test("items go on the same line as long as they fit", () => {
    const items = ["aa", "bb", "cc"].map((text) => [span(text)]);
    expect(flow(items, 8).map((line) => inkLine(line, false))).toEqual(["aa   bb", "cc"]);
  });
});
