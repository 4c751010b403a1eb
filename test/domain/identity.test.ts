/** What makes a cluster, a node and a row the same one. */
import { describe, expect, it } from "vitest";
import { clusterInstanceId, clusterKey, clusterResourceId } from "../../src/domain/clusterRef.ts";
import { nodePodName, nodeRefOf } from "../../src/domain/nodeRef.ts";
import { clusterRowKey, preparationRowKey } from "../../src/domain/records.ts";
import { aNode, aNodeRef } from "../support/nodes.ts";
import { CLUSTER } from "../support/requests.ts";

const shouted = {
  subscriptionId: CLUSTER.subscriptionId.toUpperCase(),
  resourceGroup: "LLM-Serving",
  name: "AKS-llm-D",
};

describe("a cluster", () => {
  it("is the same one in any spelling", () => {
    expect(clusterKey(shouted)).toBe(clusterKey(CLUSTER));
    expect(clusterInstanceId(shouted)).toBe(clusterInstanceId(CLUSTER));
  });

  it("is another one in another subscription or group, or by another name", () => {
    const others = [
      { ...CLUSTER, subscriptionId: "00000000-0000-0000-0000-000000000000" },
      { ...CLUSTER, resourceGroup: "other" },
      { ...CLUSTER, name: "other" },
    ];
    expect(new Set([CLUSTER, ...others].map(clusterInstanceId)).size).toBe(4);
  });

  it("has an instance id and a row key that every back end takes, whatever its name", () => {
    const odd = { ...CLUSTER, resourceGroup: "größe_(東京).1" };
    expect(clusterInstanceId(odd)).toMatch(/^[A-Za-z0-9:_-]{1,100}$/);
    expect(clusterRowKey(clusterKey(odd)).row).toMatch(/^[0-9a-f]{64}$/);
  });

  it("has the resource id that Azure gives it", () => {
    expect(clusterResourceId(CLUSTER)).toBe(
      `/subscriptions/${CLUSTER.subscriptionId}/resourceGroups/llm-serving/providers/Microsoft.ContainerService/managedClusters/aks-llm-d`,
    );
  });
});

describe("a node", () => {
  it("is known by name, UID, boot and pool", () => {
    expect(nodeRefOf(aNode())).toEqual(aNodeRef());
  });

  it("that tells nothing of itself has empty marks, not made-up ones", () => {
    expect(nodeRefOf({ apiVersion: "v1", kind: "Node", metadata: { name: "n" } })).toEqual({
      name: "n",
      uid: "",
      bootId: "",
      pool: "",
    });
  });

  it("gives its pods names that do not depend on its own name", () => {
    const renamed = aNodeRef({ name: "x".repeat(253) });
    expect(nodePodName("patch", renamed, "p1", 3)).toBe(nodePodName("patch", aNodeRef(), "p1", 3));
    expect(nodePodName("patch", renamed, "p1", 3).length).toBeLessThanOrEqual(63);
  });
});

describe("a row", () => {
  it("of a preparation has the preparation's id", () => {
    expect(preparationRowKey("p1")).toEqual({ partition: "preparation", row: "p1" });
  });
});
