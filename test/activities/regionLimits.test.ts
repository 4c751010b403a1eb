/** What a plan reads of its region: only for new nodes, and never "enough" when it could not be read. */
import { describe, expect, it } from "vitest";
import type { ArmSettings } from "../../local/azure/arm/settings.ts";
import type { Plan } from "../../src/domain/plan.ts";
import { aRequest } from "../support/preparationRequests.ts";
import { type ActivityWorld, anActivityWorld, CLUSTER } from "./activityWorld.ts";

const input = { preparationId: "prep-1", request: aRequest([{ name: "a100", count: 1 }]) };
const FAMILY = "StandardNCADSA100v4Family";
const LISTS = ["skus", "usages"] as const;

const told = (plan: Plan) => plan.findings.map(({ code, severity, subject }) => `${code} ${severity} ${subject}`);

async function prepared(azure: ArmSettings): Promise<ActivityWorld> {
  const world = anActivityWorld({ azure });
  const { pools } = await world.run("planPreparation", input);
  for (const pool of pools) await world.run("ensureNodePool", { preparationId: "prep-1", cluster: CLUSTER, pool });
  await world.pass(600);
  return world;
}

describe("planPreparation", () => {
  it("blocks when the quota is too small, and asks Azure for nothing", async () => {
    const world = anActivityWorld({ azure: { quotas: { [FAMILY]: { limit: 47 } } } });
    expect(told(await world.run("planPreparation", input))).toEqual([`QuotaInsufficient block quota/${FAMILY}`]);
    expect(world.writes).toEqual([]);
  });

  it("does not block a cluster that has its nodes, however full the quota is", async () => {
    const world = await prepared({ quotas: { [FAMILY]: { limit: 48 } } });
    expect(told(await world.run("planPreparation", input))).toEqual([]);
    const more = { ...input, request: aRequest([{ name: "a100", count: 2 }]) };
    expect(told(await world.run("planPreparation", more))).toEqual([`QuotaInsufficient block quota/${FAMILY}`]);
  });

  it("reads no limit when there is nothing to create", async () => {
    const world = await prepared({});
    for (const list of LISTS) world.trouble({ on: `GET /${list}`, as: 500 });
    expect(told(await world.run("planPreparation", input))).toEqual([]);
  });

  it.each(LISTS)("makes no plan while the %s cannot be read, so that the step is tried again", async (list) => {
    const world = anActivityWorld();
    world.trouble({ on: `GET /${list}`, as: "lostRequest" });
    expect(await world.activities.planPreparation(input)).toMatchObject({
      ok: false,
      fault: { code: "AzureUnreachable", retry: "soon" },
    });
    expect(told(await world.run("planPreparation", input))).toEqual([]);
  });

  it("blocks when the app may not read the limits, and names each right", async () => {
    const world = anActivityWorld({ azure: { permissions: { actions: ["*"], notActions: ["Microsoft.Compute/*"] } } });
    const plan = await world.run("planPreparation", input);
    expect(told(plan)).toEqual(["MissingArmPermission block subscription", "MissingArmPermission block subscription"]);
    expect(plan.findings.map(({ found }) => found).join()).toMatch(/skus\/read.*locations\/usages\/read/);
  });

  it.each([
    ["managedClusters/read", "Reader"],
    ["managedClusters/agentPools/read", "Reader"],
    ["managedClusters/listClusterUserCredential/action", "Azure Kubernetes Service Cluster User Role"],
  ])("blocks when the app may not do %s, names %s, and takes nothing for absent", async (right, role) => {
    const action = `Microsoft.ContainerService/${right}`;
    const world = anActivityWorld({ azure: { permissions: { actions: ["*"], notActions: [action] } } });
    const plan = await world.run("planPreparation", input);
    expect(told(plan)).toEqual(["MissingArmPermission block cluster"]);
    expect(plan.findings[0]?.found).toContain(action);
    expect(plan.findings[0]?.action).toContain(role);
  });
});
