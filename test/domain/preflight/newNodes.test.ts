import { expect, it } from "vitest";
import { GUIDE_CATALOG } from "../../../src/domain/catalog.ts";
import type { NodePoolView } from "../../../src/domain/nodePool.ts";
import { planPools } from "../../../src/domain/plannedPool.ts";
import { newNodesOf } from "../../../src/domain/preflight/newNodes.ts";
import { aPool } from "../../support/pools.ts";
import { aPoolBody, aRequest } from "../../support/requests.ts";

function newNodes(asked: number, there?: Partial<NodePoolView>): { added: number; surge: number }[] {
  const request = aRequest({ nodePools: [aPoolBody({ count: asked })] });
  const existing = there === undefined ? [] : [aPool(there)];
  return newNodesOf(planPools(request, existing, GUIDE_CATALOG)).map(({ added, surge }) => ({ added, surge }));
}

it.each([
  [1, 1],
  [9, 1],
  [10, 1],
  [11, 2],
  [30, 3],
  [70, 7],
  [1000, 100],
])("a new pool of %i nodes is upgraded with %i more: a tenth, rounded up", (count, surge) => {
  expect(newNodes(count)).toEqual([{ added: count, surge }]);
});

it("a pool that grows gets the difference, and one that does not gets none", () => {
  expect(newNodes(12, { count: 10 })).toEqual([{ added: 2, surge: 2 }]);
  expect(newNodes(10, { count: 10 })).toEqual([]);
  expect(newNodes(8, { count: 10 })).toEqual([]);
});

it.each([
  ["33%", 4],
  ["1%", 1],
  ["3", 3],
  ["0", 0],
])("a pool whose max surge is %s is upgraded with %i more at 11 nodes", (maxSurge, surge) => {
  expect(newNodes(11, { count: 10, maxSurge })).toEqual([{ added: 1, surge }]);
});
