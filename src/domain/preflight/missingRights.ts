/** What Azure did not let us read stays unknown, and what is unknown is never taken for good. */
import type { Finding } from "../findings.ts";
import type { ArmRight } from "../inventory.ts";

/** Only reads are refused before a plan is made, and the built-in role Reader has them all. */
export function missingRights(refused: readonly ArmRight[]): Finding[] {
  return refused.map(({ action, scope }) => ({
    code: "MissingArmPermission",
    severity: "block",
    subject: isSubscription(scope) ? "subscription" : "cluster",
    found: `the app's identity may not do ${action} on ${scope}, so the plan would rest on a guess`,
    action: `Assign it a role that has the action, such as Reader, on ${scope}; run again when Azure knows of it, some minutes later.`,
  }));
}

function isSubscription(scope: string): boolean {
  return /^\/subscriptions\/[^/]+$/.test(scope);
}
