/** Rights that the plan needs and the app's identity does not have. */
import { describe, expect, it } from "vitest";
import type { ArmGrant } from "../../../src/domain/inventory.ts";
import { neededKubernetesRights } from "../../../src/domain/kubernetesRights.ts";
import { anInventory, aPlan, inventoryAfter } from "../../support/plans.ts";
import { aRequest, CLUSTER } from "../../support/requests.ts";

const CLUSTER_ID = `/subscriptions/${CLUSTER.subscriptionId}/resourceGroups/${CLUSTER.resourceGroup}/providers/Microsoft.ContainerService/managedClusters/${CLUSTER.name}`;
const SUBSCRIPTION_ID = `/subscriptions/${CLUSTER.subscriptionId}`;
const WRITE = "Microsoft.ContainerService/managedClusters/agentPools/write";

const granting = (actions: string[], notActions: string[] = []): ArmGrant => ({ actions, notActions });
const withGrants = (...grants: ArmGrant[]) => anInventory({ grants: [{ scope: CLUSTER_ID, grants }] });
const findings = (...grants: ArmGrant[]) => aPlan(aRequest(), withGrants(...grants)).findings;

describe("a right in Azure", () => {
  it.each<[string, ArmGrant[]]>([
    ["everything", [granting(["*"])]],
    ["the action itself, in any case", [granting([WRITE.toUpperCase()])]],
    ["a part of its path", [granting(["Microsoft.ContainerService/*/agentPools/*"])]],
    ["another assignment than the one that excludes it", [granting(["*"], [WRITE]), granting([WRITE])]],
  ])("is there through %s", (_what, grants) => {
    expect(findings(...grants)).toEqual([]);
  });

  it.each<[string, ArmGrant[]]>([
    ["nothing is granted", []],
    ["reading alone is", [granting(["*/read"])]],
    ["it is excluded", [granting(["*"], ["Microsoft.ContainerService/managedClusters/agentPools/*"])]],
    ["a dot stands for itself", [granting(["Microsoft-ContainerService/managedClusters/agentPools/write"])]],
  ])("is missing when %s, which blocks and names it, its scope and a role", (_what, grants) => {
    const [finding, ...others] = findings(...grants);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ code: "MissingArmPermission", severity: "block", subject: "cluster" });
    expect(finding?.found).toContain(`${WRITE} on ${CLUSTER_ID}`);
    expect(finding?.action).toContain("Azure Kubernetes Service Contributor Role");
  });

  it("to write pools is needed only where a pool changes", () => {
    const inventory = { ...inventoryAfter(aPlan()), grants: [{ scope: CLUSTER_ID, grants: [] }] };
    expect(aPlan(aRequest(), inventory).findings).toEqual([]);
  });

  it("to register a feature is needed only where one is registered", () => {
    const grants = [{ scope: SUBSCRIPTION_ID, grants: [granting(["*/read"])] }];
    const request = aRequest({ allow: { registerFeature: true } });
    const missing = (infinibandFeature: string) =>
      aPlan(request, anInventory({ grants, infinibandFeature }))
        .findings.filter(({ code }) => code === "MissingArmPermission")
        .map(({ subject, found }) => `${subject}: ${/do (\S+)/.exec(found)?.[1]}`);
    expect(missing("Registering")).toEqual([]);
    expect(missing("NotRegistered")).toEqual([
      "subscription: Microsoft.Features/providers/features/register/action",
      "subscription: Microsoft.ContainerService/register/action",
    ]);
  });
});

describe("a right in the cluster", () => {
  it("that is missing blocks; one finding for each kind of object names every verb", () => {
    const missingKubernetesRights = neededKubernetesRights({ rdma: true, gpuOperator: true }).filter(
      ({ resource, verb }) => resource === "nicclusterpolicies" || (resource === "pods" && verb !== "list"),
    );
    const { findings: told } = aPlan(aRequest(), anInventory({ missingKubernetesRights }));
    expect(told.map(({ code, severity, found }) => `${severity} ${code}: ${found}`)).toEqual([
      "block MissingKubernetesPermission: the app's identity may not get, create, delete pods in the cluster",
      "block MissingKubernetesPermission: the app's identity may not get, create, patch nicclusterpolicies.mellanox.com in the cluster",
    ]);
    expect(told[0]?.action).toContain("Azure Kubernetes Service RBAC Cluster Admin");
  });

  it("is not asked for what the request does not need", () => {
    const groups = (options: Parameters<typeof neededKubernetesRights>[0]) =>
      new Set(neededKubernetesRights(options).map(({ group }) => group));
    expect(groups({ rdma: false, gpuOperator: false })).not.toContain("mellanox.com");
    expect(groups({ rdma: false, gpuOperator: false })).not.toContain("nvidia.com");
    expect(groups({ rdma: true, gpuOperator: true })).toContain("nvidia.com");
  });
});
