/** What Azure did not let us read, which stays unknown and is never taken for good; and what it will not let us write. */
import type { Finding } from "../findings.ts";
import type { ArmGrant, ArmRight, ScopeGrants } from "../inventory.ts";

export function missingRights(refused: readonly ArmRight[]): Finding[] {
  return refused.map((right) => missing(right, "so the plan would rest on a guess"));
}

/** Of what the plan writes. A scope whose grants were not read is reported as refused already. */
export function missingGrants(needed: readonly ArmRight[], grants: readonly ScopeGrants[]): Finding[] {
  return needed
    .filter(({ action, scope }) => grants.some((found) => found.scope === scope && !isGranted(action, found.grants)))
    .map((right) => missing(right, "which the plan needs"));
}

function missing({ action, scope }: ArmRight, why: string): Finding {
  return {
    code: "MissingArmPermission",
    severity: "block",
    subject: isSubscription(scope) ? "subscription" : "cluster",
    found: `the app's identity may not do ${action} on ${scope}, ${why}`,
    action: `Assign it a role that has the action, such as ${roleFor(action)}, on ${scope}; run again when Azure knows of it, some minutes later.`,
  };
}

/** What one role assignment excludes, another may still grant. */
function isGranted(action: string, grants: readonly ArmGrant[]): boolean {
  return grants.some(({ actions, notActions }) => covers(actions, action) && !covers(notActions, action));
}

function covers(patterns: readonly string[], action: string): boolean {
  return patterns.some((pattern) => {
    const source = pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
    return new RegExp(`^${source}$`, "i").test(action);
  });
}

const ROLES: Record<string, string> = {
  "Microsoft.ContainerService/managedClusters/agentPools/write": "Azure Kubernetes Service Contributor Role",
  "Microsoft.ContainerService/managedClusters/agentPools/delete": "Azure Kubernetes Service Contributor Role",
  "Microsoft.Features/providers/features/register/action": "Contributor",
  "Microsoft.ContainerService/register/action": "Contributor",
  "Microsoft.ContainerService/managedClusters/listClusterUserCredential/action":
    "Azure Kubernetes Service Cluster User Role",
  "Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action":
    "Azure Kubernetes Service Cluster Admin Role",
};

/** Azure's own roles: whatever is not listed is a plain read. */
function roleFor(action: string): string {
  return ROLES[action] ?? "Reader";
}

function isSubscription(scope: string): boolean {
  return /^\/subscriptions\/[^/]+$/.test(scope);
}
