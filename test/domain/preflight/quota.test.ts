import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { REGIONAL_QUOTA } from "../../../src/domain/computeLimits.ts";
import type { Finding } from "../../../src/domain/findings.ts";
import type { NewNodes } from "../../../src/domain/preflight/newNodes.ts";
import { quotaFindings } from "../../../src/domain/preflight/quota.ts";
import { anOffer, aQuota } from "../../support/plans.ts";
import { A100, H100, H200 } from "../../support/requests.ts";

const FAMILY = "standardNDSH100v5Family";
const OFFERS = [
  anOffer({ vmSize: H100, family: FAMILY, vCpus: 96 }),
  anOffer({ vmSize: H200, family: FAMILY, vCpus: 96 }),
  anOffer({ vmSize: A100, family: "StandardNCADSA100v4Family", vCpus: 24 }),
];

function nodes(changes: Partial<NewNodes> = {}): NewNodes {
  return { pool: "h100", vmSize: H100, zones: [], added: 2, surge: 1, later: 0, ...changes };
}

interface Limits {
  family?: number;
  used?: number;
  region?: number;
}

/** Of the other families there is plenty. */
function findings(newNodes: NewNodes[], { family = 10_000, used = 0, region = 10_000 }: Limits): Finding[] {
  const quotas = [
    aQuota({ name: FAMILY, used, limit: family }),
    aQuota({ name: "StandardNCADSA100v4Family" }),
    aQuota({ name: REGIONAL_QUOTA, limit: region }),
  ];
  return quotaFindings(newNodes, OFFERS, quotas, "eastus");
}

describe("a family's quota", () => {
  it.each<[what: string, limits: Limits]>([
    ["exactly what nodes and surge take", { family: 288 }],
    ["the same beside what is used already", { family: 388, used: 100 }],
  ])("is enough with %s", (_what, limits) => {
    expect(findings([nodes()], limits)).toEqual([]);
  });

  it("that is one vCPU short of the surge blocks, and says that the nodes would fit and what would fail", () => {
    const [finding, ...others] = findings([nodes()], { family: 287 });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ code: "QuotaInsufficient", severity: "block", subject: `quota/${FAMILY}` });
    expect(finding?.found).toMatch(/288 .* wanted, 192 for the new nodes and 96 for the surge.*287 left of 287/);
    expect(finding?.found).toContain("the nodes would fit, but their upgrades would fail");
    expect(finding?.action).toMatch(/at least 288 .*Quotas.*eastus.*--max-surge 0/);
  });

  it("that is short of the nodes themselves blocks, and says which limit to ask for", () => {
    const [finding] = findings([nodes()], { family: 200, used: 96 });
    expect(finding?.found).toMatch(/h100 \(2 x .*H100.*\).*104 left of 200$/);
    expect(finding?.action).toContain("at least 384");
    expect(finding?.action).not.toContain("max-surge");
  });

  it("is shared by all pools of the family, whatever their size", () => {
    const pools = [nodes(), nodes({ pool: "h200", vmSize: H200, added: 1 }), nodes({ pool: "a100", vmSize: A100 })];
    expect(findings(pools, { family: 480 })).toEqual([]);
    const [finding, ...others] = findings(pools, { family: 479 });
    expect(others).toEqual([]);
    expect(finding?.found).toMatch(/h100 \(2 x .*, h200 \(1 x /);
    expect(finding?.found).not.toContain("a100");
  });

  it("has nothing left when more is used than the limit allows", () => {
    expect(findings([nodes()], { family: 100, used: 300 })[0]?.found).toContain("0 left of 100");
  });

  it("that the autoscaler's max does not fit into warns; the nodes of now decide whether it blocks", () => {
    const pool = nodes({ later: 6 });
    expect(findings([pool], { family: 864 })).toEqual([]);
    const [warning, ...others] = findings([pool], { family: 863 });
    expect(others).toEqual([]);
    expect(warning).toMatchObject({ code: "QuotaInsufficient", severity: "warn", subject: `quota/${FAMILY}` });
    expect(warning?.found).toMatch(/at most, .* 864 .*863 left of 863/);
    expect(warning?.action).toContain("at least 864");
    expect(findings([pool], { family: 287 })).toMatchObject([{ severity: "block" }]);
  });

  it("is found whatever the case of its name", () => {
    const quotas = [aQuota({ name: FAMILY.toUpperCase() }), aQuota({ name: REGIONAL_QUOTA })];
    expect(quotaFindings([nodes()], OFFERS, quotas, "eastus")).toEqual([]);
  });

  it("that Azure does not list is none", () => {
    const found = quotaFindings([nodes()], OFFERS, [aQuota({ name: REGIONAL_QUOTA })], "eastus");
    expect(found).toMatchObject([
      { subject: `quota/${FAMILY}`, found: expect.stringContaining("0 left of 0") as string },
    ]);
  });
});

describe("the region's quota", () => {
  it("counts every family together", () => {
    const pools = [nodes(), nodes({ pool: "a100", vmSize: A100, added: 1 })];
    expect(findings(pools, { region: 336 })).toEqual([]);
    const [finding, ...others] = findings(pools, { region: 335 });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ code: "QuotaInsufficient", subject: "quota/cores" });
    expect(finding?.found).toContain("336 vCPUs in all of eastus wanted");
  });

  it("is told beside the family's when both are short", () => {
    expect(findings([nodes()], { family: 1, region: 1 }).map(({ subject }) => subject)).toEqual([
      `quota/${FAMILY}`,
      "quota/cores",
    ]);
  });
});

it("a size that the region lacks needs no quota", () => {
  expect(quotaFindings([nodes()], [], [], "eastus")).toEqual([]);
});

it("nothing is let through that does not fit, and nothing stopped that does", () => {
  const amount = fc.nat({ max: 20 });
  fc.assert(
    fc.property(amount, amount, fc.nat({ max: 5000 }), fc.nat({ max: 5000 }), (added, surge, family, region) => {
      const wanted = (added + surge) * 96;
      const blocked = findings([nodes({ added, surge })], { family, region }).map(({ subject }) => subject);
      expect(blocked.includes(`quota/${FAMILY}`)).toBe(wanted > family);
      expect(blocked.includes("quota/cores")).toBe(wanted > region);
    }),
  );
});
