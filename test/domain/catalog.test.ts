import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findSize, GUIDE_CATALOG, nearestSizes } from "../../src/domain/catalog.ts";

/** Word for word from the guide: GPU, size, GPUs, memory each, in total, RDMA, paths. */
const GUIDE_TABLE = [
  ["A100", "Standard_NC24ads_A100_v4", 1, 80, 80, false, {}],
  ["A100", "Standard_ND96asr_v4", 8, 40, 320, true, {}],
  ["A100", "Standard_ND96amsr_A100_v4", 8, 80, 640, true, {}],
  ["H100", "Standard_ND96isr_H100_v5", 8, 80, 640, true, { "pd-disaggregation": 2 }],
  ["H200", "Standard_ND96isr_H200_v5", 8, 141, 1128, true, { "pd-disaggregation": 2, "wide-ep-lws": 4 }],
] as const;

describe("the catalogue", () => {
  it.each(GUIDE_TABLE)("has the guide's row %s %s", (gpu, vmSize, gpus, each, total, hasRdma, morePaths) => {
    const size = findSize(GUIDE_CATALOG, vmSize);
    expect(size).toMatchObject({ gpu, vmSize, gpus, memoryGbEach: each, memoryGbTotal: total });
    expect(size?.rdma).toBe(hasRdma ? 8 : 0);
    expect(size?.infinibandPorts).toBe(hasRdma ? 8 : 0);
    expect(Object.fromEntries(size?.paths.map(({ path, nodes }) => [path, nodes]) ?? [])).toEqual({
      "inference-scheduling": 1,
      "precise-prefix-cache-aware": 1,
      ...morePaths,
    });
  });

  it("has no other rows", () => {
    expect(GUIDE_CATALOG.map((size) => size.vmSize)).toEqual(GUIDE_TABLE.map(([, vmSize]) => vmSize));
  });

  it("tells which vLLM flag P/D disaggregation needs on H100, and that H200 needs none", () => {
    const notes = GUIDE_CATALOG.flatMap(({ gpu, paths }) =>
      paths.flatMap(({ path, note }) => (note ? [[gpu, path, note]] : [])),
    );
    expect(notes).toEqual([["H100", "pd-disaggregation", "start vLLM with --max-model-len=4500"]]);
  });

  it("finds a size however its name is spelt", () => {
    expect(findSize(GUIDE_CATALOG, "STANDARD_nd96ISR_h100_V5")?.vmSize).toBe("Standard_ND96isr_H100_v5");
  });
});

describe("the nearest sizes", () => {
  it("begin with the one that was mistyped", () => {
    expect(nearestSizes(GUIDE_CATALOG, "standard_nd96isr_h100_v4")[0]).toBe("Standard_ND96isr_H100_v5");
    expect(nearestSizes(GUIDE_CATALOG, "Standard_NC24ads_A100")[0]).toBe("Standard_NC24ads_A100_v4");
  });

  it("are three different sizes of the catalogue, whatever was asked for", () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        const nearest = nearestSizes(GUIDE_CATALOG, name);
        expect(new Set(nearest).size).toBe(3);
        expect(nearest.every((size) => findSize(GUIDE_CATALOG, size) !== undefined)).toBe(true);
      }),
    );
  });

  it("begin with the size itself when it is in the catalogue", () => {
    for (const { vmSize } of GUIDE_CATALOG) expect(nearestSizes(GUIDE_CATALOG, vmSize.toUpperCase())[0]).toBe(vmSize);
  });
});
