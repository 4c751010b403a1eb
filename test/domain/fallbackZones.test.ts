import { describe, expect, it } from "vitest";
import { neededGrants } from "../../src/domain/armRights.ts";
import { anInventory, anOffer, aPlan } from "../support/plans.ts";
import { aPool } from "../support/pools.ts";
import { aPoolBody, aRequest, H100 } from "../support/requests.ts";

const allowed = { zoneFallback: true };
const request = (zones: string[], allow = allowed) => aRequest({ nodePools: [aPoolBody({ zones })], allow });
const fallbackOf = (...input: Parameters<typeof aPlan>) => aPlan(...input).pools[0]?.fallbackZones;

describe("the zones that a pool may fall back to", () => {
  it("are the others in which the region sells the size to the subscription", () => {
    expect(fallbackOf(request(["2"]))).toEqual(["1", "3"]);
    const restrictions = [{ zones: ["3"], reasonCode: "NotAvailableForSubscription" }];
    const offers = [anOffer({ vmSize: H100, restrictions })];
    expect(fallbackOf(request(["2"]), anInventory({ offers }))).toEqual(["1"]);
  });

  it("are none unless the request allows them, names zones, and the pool is to be created", () => {
    expect(fallbackOf(request(["2"], { zoneFallback: false }))).toBeUndefined();
    expect(fallbackOf(request([]))).toBeUndefined();
    expect(fallbackOf(request(["2"]), anInventory({ nodePools: [aPool({ zones: ["2"], count: 1 })] }))).toBeUndefined();
    expect(fallbackOf(request(["1", "2", "3"]))).toBeUndefined();
  });

  it("are told in the plan, belong to its hash, and need the right to delete a pool", () => {
    const plan = aPlan(request(["2"]));
    expect(plan.steps.find(({ step }) => step === "ensureNodePool")?.action).toContain("in zone 1, then 3");
    const offers = [anOffer({ vmSize: H100, zones: ["1", "2"] })];
    expect(aPlan(request(["2"]), anInventory({ offers })).hash).not.toBe(plan.hash);
    const actionsOf = ({ cluster, pools }: typeof plan) =>
      neededGrants(cluster, pools, undefined).map(({ action }) => action);
    expect(actionsOf(plan).filter((action) => action.endsWith("agentPools/delete"))).toHaveLength(1);
    expect(actionsOf(aPlan(request(["2"], { zoneFallback: false }))).join()).not.toContain("delete");
  });

  it("leave a pool that has fallen back where it is when the same is asked for again", () => {
    const inventory = anInventory({ nodePools: [aPool({ zones: ["3"] })] });
    expect(aPlan(request(["2"]), inventory).pools[0]).toMatchObject({ action: "none", spec: { zones: ["3"] } });
    expect(aPlan(request(["2"], { zoneFallback: false }), inventory).findings.map(({ code }) => code)).toContain(
      "PoolImmutableMismatch",
    );
  });
});
