import { describe, expect, it } from "vitest";
import { toTableRow } from "../../src/clients/rowDocument.ts";
import { toBatches } from "../../src/clients/tableBatches.ts";

function rows(count: number, value: unknown) {
  return Array.from({ length: count }, (_, index) => toTableRow("p", `r${index}`, value));
}

describe("batches of rows", () => {
  it("hold at most 100 rows, in order and complete", () => {
    const all = rows(250, { ready: true });
    const batches = toBatches(all);
    expect(batches.map((batch) => batch.length)).toEqual([100, 100, 50]);
    expect(batches.flat()).toEqual(all);
  });

  it("stay under 4 MiB as they are sent, whatever the characters", () => {
    for (const batch of toBatches(rows(20, "\u20ac".repeat(400_000)))) {
      expect(Buffer.byteLength(JSON.stringify(batch))).toBeLessThan(4 * 1024 * 1024);
    }
  });

  it("are none for no rows", () => {
    expect(toBatches([])).toEqual([]);
  });
});
