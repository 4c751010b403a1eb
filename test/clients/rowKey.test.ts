import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapeKey, unescapeKey } from "../../src/clients/rowKey.ts";

describe("a row key", () => {
  it("holds no character that Azure Tables forbids, and reads back", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 100 }), (key) => {
        const escaped = escapeKey(key);
        expect(escaped).not.toMatch(/[/\\#?\p{Cc}]/u);
        expect(unescapeKey(escaped)).toBe(key);
      }),
    );
  });

  it("keeps ordinary text readable", () => {
    expect(escapeKey("2026-11-03T10:00:00Z h100 (1)")).toBe("2026-11-03T10:00:00Z h100 (1)");
    expect(escapeKey("sub/group/cluster")).toBe("sub~2fgroup~2fcluster");
  });

  it("of more than 1 KiB is refused", () => {
    expect(escapeKey("k".repeat(512))).toHaveLength(512);
    expect(() => escapeKey("k".repeat(513))).toThrow("is longer than 512 characters");
  });
});
