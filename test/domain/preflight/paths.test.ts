/** Whether the pools that were asked for can serve the paths that were named. */
import { describe, expect, it } from "vitest";
import type { WellLitPath } from "../../../src/domain/catalog.ts";
import { isBlocked } from "../../../src/domain/plan.ts";
import { aPlan } from "../../support/plans.ts";
import { A100, aPoolBody, aRequest, type Changes, H100, H200 } from "../../support/requests.ts";

const plan = (path: WellLitPath, nodePools: Changes[]) =>
  aPlan(aRequest({ nodePools: nodePools.map(aPoolBody), wellLitPaths: [path] }));

describe("a well-lit path", () => {
  it.each<[string, Changes[]]>([
    ["one pool of enough nodes", [{ count: 2 }]],
    ["one of several pools", [{ name: "small", vmSize: A100, count: 1 }, { count: 3 }]],
  ])("fits on %s", (_what, pools) => {
    expect(plan("pd-disaggregation", pools).findings).toEqual([]);
  });

  it("that no pool's size supports blocks, and says which would", () => {
    const made = plan("wide-ep-lws", [{ count: 8 }]);
    expect(made.findings).toMatchObject([
      { code: "PathUnsupportedSize", severity: "block", subject: "path/wide-ep-lws" },
    ]);
    expect(made.findings[0]?.found).toContain(H100);
    expect(made.findings[0]?.action).toContain(`4 x ${H200}`);
  });

  it("that needs more nodes than all pools have blocks, and says how many", () => {
    const made = plan("pd-disaggregation", [{ count: 1 }, { name: "small", vmSize: A100, count: 5 }]);
    expect(made.findings).toMatchObject([
      { code: "PathNodeCount", severity: "block", subject: "path/pd-disaggregation" },
    ]);
    expect(made.findings[0]?.found).toMatch(/needs 2 nodes.*1 in pool h100$/);
  });

  it("that fits on several pools together only is warned of: there is no InfiniBand between pools", () => {
    const made = plan("pd-disaggregation", [{ count: 1 }, { name: "other", count: 1 }]);
    expect(isBlocked(made)).toBe(false);
    expect(made.findings).toMatchObject([{ code: "PathSpansPools", severity: "warn" }]);
    expect(made.findings[0]?.found).toContain("1 in pool h100, 1 in pool other");
  });
});
