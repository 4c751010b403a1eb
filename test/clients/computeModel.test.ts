import { describe, expect, it } from "vitest";
import { toSizeOffers, toVcpuQuotas } from "../../src/clients/computeModel.ts";

const SIZE = "Standard_ND96isr_H100_v5";
const SKU = {
  resourceType: "virtualMachines",
  name: SIZE,
  family: "standardNDSH100v5Family",
  locations: ["eastus"],
  locationInfo: [{ location: "eastus", zones: ["3", "1"], zoneDetails: [] }],
  capabilities: [
    { name: "vCPUs", value: "96" },
    { name: "GPUs", value: "8" },
  ],
  restrictions: [],
};

describe("a size of the list", () => {
  it("is told apart from what else has a name there", () => {
    const disk = { resourceType: "disks", name: SIZE, capabilities: null, locationInfo: null };
    const other = { ...SKU, name: "Standard_Other", family: undefined };
    expect(toSizeOffers([disk, other, SKU], [SIZE])).toMatchObject([{ vmSize: SIZE, vCpus: 96, zones: ["1", "3"] }]);
  });

  it("may have neither zones nor restrictions", () => {
    const plain = { ...SKU, locationInfo: [{ location: "eastus", zones: null }], restrictions: null };
    expect(toSizeOffers([plain], [SIZE])).toMatchObject([{ zones: [], restrictions: [] }]);
  });

  it("may be restricted in the region and in zones", () => {
    const reasonCode = "QuotaId";
    const restrictions = [
      { type: "Location", values: ["eastus"], restrictionInfo: { locations: ["eastus"] }, reasonCode },
      { type: "Zone", values: ["eastus"], restrictionInfo: { locations: ["eastus"], zones: ["1"] }, reasonCode },
    ];
    expect(toSizeOffers([{ ...SKU, restrictions }], [SIZE])[0]?.restrictions).toEqual([
      { reasonCode },
      { reasonCode, zones: ["1"] },
    ]);
  });

  it.each<[what: string, change: object]>([
    ["its family", { family: undefined }],
    ["its vCPUs", { capabilities: [] }],
    ["a number of vCPUs", { capabilities: [{ name: "vCPUs", value: "many" }] }],
    ["a restriction of a known kind", { restrictions: [{ type: "Moon", reasonCode: "x" }] }],
  ])("that lacks %s is no answer", (_what, change) => {
    expect(() => toSizeOffers([{ ...SKU, ...change }], [SIZE])).toThrow(/^the answer/);
  });
});

it.each([{ currentValue: "0" }, { limit: undefined }, { name: "cores" }])("a usage with %j is no answer", (change) => {
  const usage = { name: { value: "cores" }, currentValue: 0, limit: 10 };
  expect(toVcpuQuotas([usage])).toEqual([{ name: "cores", used: 0, limit: 10 }]);
  expect(() => toVcpuQuotas([{ ...usage, ...change }])).toThrow(/^the answer has another shape/);
});
