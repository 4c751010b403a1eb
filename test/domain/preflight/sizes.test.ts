import { describe, expect, it } from "vitest";
import type { SizeOffer } from "../../../src/domain/computeLimits.ts";
import type { NewNodes } from "../../../src/domain/preflight/newNodes.ts";
import { sizeFindings } from "../../../src/domain/preflight/sizes.ts";
import { anOffer } from "../../support/plans.ts";
import { H100 } from "../../support/requests.ts";

const NODES: NewNodes = { pool: "h100", vmSize: H100, zones: [], added: 1, surge: 1, later: 0 };

function told(zones: string[], offer?: Partial<SizeOffer>): string[] {
  const offers = offer === undefined ? [] : [anOffer({ vmSize: H100, ...offer })];
  return sizeFindings([{ ...NODES, zones }], offers, "eastus").map(
    ({ code, severity, subject, found }) => `${code} ${severity} ${subject}: ${found}`,
  );
}

const RESTRICTED = "NotAvailableForSubscription";

describe("a size", () => {
  it.each<[what: string, zones: string[], offer: Partial<SizeOffer>]>([
    ["is offered without restrictions", [], {}],
    ["is offered in another spelling", [], { vmSize: H100.toLowerCase() }],
    ["is offered in every zone that is asked for", ["1", "3"], {}],
    [
      "is restricted in a zone that nobody asks for",
      ["1"],
      { restrictions: [{ zones: ["2"], reasonCode: RESTRICTED }] },
    ],
    [
      "is restricted in a zone, and the pool asks for none",
      [],
      { restrictions: [{ zones: ["2"], reasonCode: RESTRICTED }] },
    ],
    ["is in no zone, and the pool asks for none", [], { zones: [] }],
  ])("does not stand in the way when it %s", (_what, zones, offer) => {
    expect(told(zones, offer)).toEqual([]);
  });

  it("that the region does not have blocks", () => {
    expect(told(["1"])).toEqual([`SkuNotOffered block pool/h100: Azure does not offer ${H100} in eastus`]);
  });

  it("that is not in a zone blocks, naming the zones that have it", () => {
    expect(told(["1", "3"], { zones: ["1", "2"] })).toEqual([
      `SkuNotOffered block pool/h100: Azure does not offer ${H100} in zone 3 of eastus, but in zone 1, 2`,
    ]);
  });

  it("that is restricted in the whole region blocks, with Azure's reason, and once", () => {
    const restrictions = [{ reasonCode: RESTRICTED }, { zones: ["1"], reasonCode: RESTRICTED }];
    expect(told(["1", "9"], { restrictions })).toEqual([
      `SkuRestricted block pool/h100: this subscription may not use ${H100} in eastus: ${RESTRICTED}`,
    ]);
  });

  it("that is restricted in a zone that is asked for blocks, naming that zone", () => {
    expect(told(["1", "2"], { restrictions: [{ zones: ["2", "3"], reasonCode: "QuotaId" }] })).toEqual([
      `SkuRestricted block pool/h100: this subscription may not use ${H100} in zone 2 of eastus: QuotaId`,
    ]);
  });

  it("that another kind of subscription may use is told so", () => {
    const offers = [anOffer({ vmSize: H100, restrictions: [{ reasonCode: "QuotaId" }] })];
    expect(sizeFindings([NODES], offers, "eastus")[0]?.action).toContain("another kind");
  });
});
