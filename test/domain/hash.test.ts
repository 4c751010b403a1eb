import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonHash, sha256 } from "../../src/domain/hash.ts";

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, member]) => [key, reversed(member)]),
  );
}

describe("a hash", () => {
  it("of a text is that of sha256sum", () => {
    expect(sha256("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect(sha256("grün\n")).toBe("d2d8a3547ed87a59bd66ca28402de461108a17edfc3c91d0fe1ecd44f25986b9");
  });

  it("of a JSON value does not depend on the order of keys", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(jsonHash(reversed(value))).toBe(jsonHash(value));
      }),
    );
  });

  it.each([
    [{ a: 1 }, { a: "1" }],
    [
      { a: 1, b: 2 },
      { a: 2, b: 1 },
    ],
    [
      [1, 2],
      [2, 1],
    ],
    [
      [[1], 2],
      [1, [2]],
    ],
    [{}, []],
    ["", null],
    [{ a: { b: 1 } }, { "a.b": 1 }],
  ])("of %j is another one than that of %j", (left, right) => {
    expect(jsonHash(left)).not.toBe(jsonHash(right));
  });

  it("does not see a field that is undefined, and sees one that is null", () => {
    expect(jsonHash({ a: undefined })).toBe(jsonHash({}));
    expect(jsonHash({ a: null })).not.toBe(jsonHash({}));
  });
});
