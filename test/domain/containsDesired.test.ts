import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { containsDesired } from "../../src/domain/containsDesired.ts";

const anyJson = fc.jsonValue({ maxDepth: 4 });

/** A field more in every map, as servers and others add them. */
function withMoreFields(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withMoreFields);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).map(([key, member]) => [key, withMoreFields(member)] as const);
  return Object.fromEntries([["lamplighter/added", 1], ...members]);
}

function leavesOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 1;
  return Object.values(value).reduce<number>((sum, member) => sum + leavesOf(member), 0);
}

/** The same but for one leaf. */
function withLeafChanged(value: unknown, leaf: number): unknown {
  let seen = -1;
  const walk = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(walk);
    if (typeof part === "object" && part !== null) {
      return Object.fromEntries(Object.entries(part).map(([key, member]) => [key, walk(member)]));
    }
    seen += 1;
    return seen === leaf ? `not ${JSON.stringify(part)}` : part;
  };
  return walk(value);
}

describe("an object that says what is desired", () => {
  it("is any object itself", () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        expect(containsDesired(value, structuredClone(value))).toBe(true);
      }),
    );
  });

  it("is still one when others add fields", () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        expect(containsDesired(withMoreFields(value), value)).toBe(true);
      }),
    );
  });

  it("is not one any more when a single leaf is another", () => {
    fc.assert(
      fc.property(anyJson, fc.nat(), (value, choice) => {
        const leaves = leavesOf(value);
        fc.pre(leaves > 0);
        expect(containsDesired(withLeafChanged(value, choice % leaves), value)).toBe(false);
      }),
    );
  });
});

describe("what is desired", () => {
  it.each([
    ["an empty map that the server dropped", {}, { labels: {} }, true],
    ["an empty list that the server dropped", {}, { args: [] }, true],
    ["a field that is undefined", {}, { a: undefined }, true],
    ["an empty map where there is a list", { a: [] }, { a: {} }, false],
    ["a list that is longer", { a: [1] }, { a: [1, 2] }, false],
    ["a list that is shorter", { a: [1, 2] }, { a: [1] }, false],
    ["a list in another order", { a: [1, 2] }, { a: [2, 1] }, false],
    ["an empty list where there is one item", { a: [1] }, { a: [] }, false],
    ["a number where there is its text", { a: "1" }, { a: 1 }, false],
    ["a map where there is null", { a: null }, { a: { b: 1 } }, false],
    ["a field of an item of a list", { a: [{ b: 1, c: 2 }] }, { a: [{ b: 1 }] }, true],
  ])("is compared: %s", (_what, current, desired, contained) => {
    expect(containsDesired(current, desired)).toBe(contained);
  });
});
