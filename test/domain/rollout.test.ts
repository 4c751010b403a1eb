import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chunksOf, NODES_PER_CHUNK, waveSize } from "../../src/domain/rollout.ts";

describe("a wave", () => {
  it.each([
    ["25%", 8, 2],
    ["25%", 7, 1],
    ["25%", 1, 1],
    ["100%", 5, 5],
    ["1%", 99, 1],
    [3, 10, 3],
    [30, 10, 10],
  ])("of %s of %i nodes has %i", (maxUnavailable, nodes, size) => {
    expect(waveSize(maxUnavailable, nodes)).toBe(size);
  });

  it("has at least one node and never more than are allowed", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 0, max: 1000 }), (percent, nodes) => {
        const size = waveSize(`${percent}%`, nodes);
        expect(size).toBeGreaterThanOrEqual(1);
        expect(size).toBeLessThanOrEqual(Math.max(1, (nodes * percent) / 100));
      }),
    );
  });
});

describe("chunks", () => {
  it("are all the items in order, each chunk but the last full", () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 60 }), (items, size) => {
        const chunks = chunksOf(items, size);
        expect(chunks.flat()).toEqual(items);
        expect(chunks.slice(0, -1).every((chunk) => chunk.length === size)).toBe(true);
        expect(chunks.every((chunk) => chunk.length > 0 && chunk.length <= size)).toBe(true);
      }),
    );
  });

  it("of nodes are of the size that replays cheaply", () => {
    expect(NODES_PER_CHUNK).toBeGreaterThanOrEqual(50);
    expect(NODES_PER_CHUNK).toBeLessThanOrEqual(100);
  });
});
