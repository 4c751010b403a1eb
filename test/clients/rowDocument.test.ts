import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromTableRow, toTableRow } from "../../src/clients/rowDocument.ts";

const PROPERTY_LIMIT = 32 * 1024;

function partsOf(value: unknown): string[] {
  const { partitionKey: _partition, rowKey: _row, ...parts } = toTableRow("p", "r", value);
  return Object.values(parts);
}

describe("a document in a table row", () => {
  it("comes back as it was", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.stringify(fromTableRow(toTableRow("p", "r", value)))).toBe(JSON.stringify(value));
      }),
    );
  });

  it("is split into properties that Azure Tables can hold", () => {
    const value = "x".repeat(3 * PROPERTY_LIMIT);
    const parts = partsOf(value);
    expect(parts).toHaveLength(4);
    expect(Math.max(...parts.map((part) => part.length))).toBeLessThanOrEqual(PROPERTY_LIMIT);
    expect(fromTableRow(toTableRow("p", "r", value))).toBe(value);
  });

  it("is never split inside a character", () => {
    for (const shift of ["", "a"]) {
      const parts = partsOf(shift + "\u{1F4A1}".repeat(PROPERTY_LIMIT));
      for (const part of parts) expect(part.isWellFormed()).toBe(true);
    }
  });

  it("fits up to the last byte of an entity and is refused beyond, naming the row and the limit", () => {
    const largest = longestText();
    expect(fromTableRow<string>(toTableRow("p", "r", largest))).toHaveLength(largest.length);
    expect(() => toTableRow("p", "r", `${largest}x`)).toThrow(/^Row p\/r would take 1048578 bytes.* at most 1048576/);
  });

  it("must have a JSON form", () => {
    expect(() => toTableRow("p", "r", undefined)).toThrow("Row p/r: this value has no JSON form");
  });
});

/** 1 MiB less the entity, its keys, 16 properties and their names, and the quotes of the JSON, in UTF-16. */
function longestText(): string {
  const names = 10 * 2 * "json0".length + 6 * 2 * "json10".length;
  const bytes = 1024 * 1024 - (4 + 2 * 2) - 16 * (8 + 4) - names;
  return "x".repeat(bytes / 2 - 2);
}
