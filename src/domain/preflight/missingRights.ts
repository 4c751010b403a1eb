/** What Azure did not let us read stays unknown, and what is unknown is never taken for good. */
import type { Finding } from "../findings.ts";
import type { ArmRight } from "../inventory.ts";

export function missingRights(refused: readonly ArmRight[]): Finding[] {
  return refused.map(({ action, scope }) => ({
    code: "MissingArmPermission",
    severity: "block",
    subject: isSubscription(scope) ? "subscription" : "cluster",
    found: `the app's identity may not do ${action} on ${scope}, so the plan would rest on a guess`,
    action: `Assign it a role that has the action, such as ${roleFor(action)}, on ${scope}; run again when Azure knows of it, some minutes later.`,
  }));
}

const CREDENTIAL_ROLES: Record<string, string> = {
  "Microsoft.ContainerService/managedClusters/listClusterUserCredential/action":
    "Azure Kubernetes Service Cluster User Role",
  "Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action":
    "Azure Kubernetes Service Cluster Admin Role",
};

/** Azure's own roles: whatever else is asked for before a plan is made is a plain read. */
function roleFor(action: string): string {
  return CREDENTIAL_ROLES[action] ?? "Reader";
}

function isSubscription(scope: string): boolean {
  return /^\/subscriptions\/[^/]+$/.test(scope);
}
