/** Well-lit paths as intent: which pools follow from them, and what the record says of them. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findSize, type GpuSize, GUIDE_CATALOG, WELL_LIT_PATHS, type WellLitPath } from "../../src/domain/catalog.ts";
import type { NodePoolView } from "../../src/domain/nodePool.ts";
import { nodesFor, poolsForPaths } from "../../src/domain/pathPools.ts";
import { isBlocked } from "../../src/domain/plan.ts";
import { anInventory, aPlan, inventoryAfter } from "../support/plans.ts";
import { aPool } from "../support/pools.ts";
import { A100, aPoolBody, aRequest, H100, H200 } from "../support/requests.ts";

function aSize(): GpuSize {
  return {
    vmSize: "Standard_Wide",
    gpu: "H200",
    gpus: 8,
    memoryGbEach: 141,
    memoryGbTotal: 1128,
    rdma: 8,
    infinibandPorts: 8,
    paths: [],
  };
}

const poolsFor = (paths: WellLitPath[], nodePools: NodePoolView[] = []) =>
  poolsForPaths(paths, nodePools, GUIDE_CATALOG).map(({ name, vmSize, count }) => `${name}: ${count} x ${vmSize}`);

const asking = (paths: WellLitPath[], nodePools: NodePoolView[] = []) =>
  aPlan(aRequest({ nodePools: undefined, wellLitPaths: paths }), anInventory({ nodePools }));

describe("the pools that follow from well-lit paths", () => {
  it.each<[WellLitPath[], string]>([
    [["inference-scheduling"], `a100: 1 x ${A100}`],
    [["precise-prefix-cache-aware", "inference-scheduling"], `a100: 1 x ${A100}`],
    [["pd-disaggregation"], `h100: 2 x ${H100}`],
    [["inference-scheduling", "pd-disaggregation"], `h100: 2 x ${H100}`],
    [["wide-ep-lws"], `h200: 4 x ${H200}`],
    [["pd-disaggregation", "wide-ep-lws"], `h200: 4 x ${H200}`],
  ])("%s: the fewest GPUs of the guide's table", (paths, pool) => {
    expect(poolsFor(paths)).toEqual([pool]);
  });

  it("are those that exist, when a size of theirs serves, with the nodes that are missing", () => {
    expect(poolsFor(["pd-disaggregation"], [aPool({ name: "mine", vmSize: H200, count: 1 })])).toEqual([
      `mine: 2 x ${H200}`,
    ]);
  });

  it("never lose nodes", () => {
    expect(poolsFor(["pd-disaggregation"], [aPool({ count: 7 })])).toEqual([`h100: 7 x ${H100}`]);
  });

  it("get another name when a pool of another size has theirs", () => {
    expect(poolsFor(["pd-disaggregation"], [aPool({ vmSize: A100 })])).toEqual([`h100b: 2 x ${H100}`]);
  });

  it("are one for each path when no size serves all of them", () => {
    const catalog = GUIDE_CATALOG.filter(({ vmSize }) => vmSize !== H200);
    const wide: GpuSize = { ...aSize(), paths: [{ path: "wide-ep-lws", nodes: 3 }] };
    const pools = poolsForPaths(["pd-disaggregation", "wide-ep-lws"], [], [...catalog, wide]);
    expect(pools.map(({ name, vmSize, count }) => ({ name, vmSize, count }))).toEqual([
      { name: "h100", vmSize: H100, count: 2 },
      { name: "h200", vmSize: "Standard_Wide", count: 3 },
    ]);
  });

  it("serve every path asked for, whatever exists", () => {
    const pool = fc.record({
      name: fc.constantFrom("a100", "h100", "h200", "x"),
      vmSize: fc.constantFrom(...GUIDE_CATALOG.map(({ vmSize }) => vmSize)),
      count: fc.integer({ min: 0, max: 5 }),
    });
    const existing = fc.uniqueArray(pool, { selector: ({ name }) => name, maxLength: 4 });
    fc.assert(
      fc.property(fc.subarray([...WELL_LIT_PATHS], { minLength: 1 }), existing, (paths, pools) => {
        const views = pools.map((changes) => aPool(changes));
        for (const { name, vmSize, count } of poolsForPaths(paths, views, GUIDE_CATALOG)) {
          const size = findSize(GUIDE_CATALOG, vmSize);
          expect(count).toBeGreaterThanOrEqual((size && nodesFor(paths, size)) ?? Number.POSITIVE_INFINITY);
          const there = views.find((view) => view.name === name);
          expect(there?.vmSize ?? vmSize).toBe(vmSize);
          expect(count).toBeGreaterThanOrEqual(there?.count ?? 0);
        }
      }),
    );
  });
});

describe("a plan for well-lit paths", () => {
  it("creates what follows from them and carries what their users must add", () => {
    const plan = asking(["pd-disaggregation"]);
    expect(plan.pools).toMatchObject([{ action: "create", spec: { name: "h100", vmSize: H100, count: 2 } }]);
    expect(plan.paths).toEqual([
      {
        path: "pd-disaggregation",
        pools: ["h100"],
        nodes: 2,
        notes: [`${H100}: start vLLM with --max-model-len=4500`],
      },
    ]);
    expect(isBlocked(plan)).toBe(false);
  });

  it("finds its own pool the next time", () => {
    const first = asking(["wide-ep-lws"]);
    const again = aPlan(aRequest({ nodePools: undefined, wellLitPaths: ["wide-ep-lws"] }), inventoryAfter(first));
    expect(again.pools).toMatchObject([{ action: "none", spec: { name: "h200", count: 4 } }]);
  });

  it("names the paths of pools that were asked for too", () => {
    const request = aRequest({ nodePools: [aPoolBody()], wellLitPaths: ["inference-scheduling"] });
    expect(aPlan(request).paths).toEqual([{ path: "inference-scheduling", pools: ["h100"], nodes: 1, notes: [] }]);
  });
});
