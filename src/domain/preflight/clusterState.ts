/** A cluster that cannot be worked on now. */
import type { Finding } from "../findings.ts";
import type { ManagedClusterView } from "../nodePool.ts";

export function clusterNotFound(): Finding {
  return block(
    "ClusterNotFound",
    "Azure knows no such cluster",
    "Check subscription, resource group and name: the subscription must be one that the app's identity can see.",
  );
}

export function clusterStateFindings({ powerState, provisioningState }: ManagedClusterView): Finding[] {
  if (powerState === "Stopped") {
    return [block("ClusterNotRunning", "the cluster is stopped", "Start it (az aks start) and run again.")];
  }
  if (provisioningState === "Failed" || provisioningState === "Canceled") {
    return [
      block(
        "ClusterNotRunning",
        `the cluster's provisioning state is ${provisioningState}`,
        "Repair it first (az aks update without options reconciles it).",
      ),
    ];
  }
  if (provisioningState !== "Succeeded") {
    return [
      block(
        "ClusterBusy",
        `another operation is going on: ${provisioningState}`,
        "Wait until it has ended and run again.",
      ),
    ];
  }
  return [];
}

function block(code: Finding["code"], found: string, action: string): Finding {
  return { code, severity: "block", subject: "cluster", found, action };
}
