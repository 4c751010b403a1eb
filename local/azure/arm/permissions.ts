/** Azure RBAC as far as a scenario restricts it: which actions the caller may do, and the refusal of the others. */
import { ArmError } from "./armError.ts";
import type { ArmSettings } from "./settings.ts";

export function grantedActions(settings: ArmSettings): { actions: string[]; notActions: string[] } {
  return { actions: settings.permissions?.actions ?? ["*"], notActions: settings.permissions?.notActions ?? [] };
}

/** Throws 403 `AuthorizationFailed`, naming the action and the scope. */
export function checkPermission(settings: ArmSettings, action: string, scope: string, objectId: string): void {
  const { actions, notActions } = grantedActions(settings);
  if (covers(actions, action) && !covers(notActions, action)) return;
  throw new ArmError(403, {
    code: "AuthorizationFailed",
    message: `The client with object id '${objectId}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid.`,
  });
}

function covers(patterns: readonly string[], action: string): boolean {
  return patterns.some((pattern) => {
    const source = pattern.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll("\\*", ".*");
    return new RegExp(`^${source}$`, "i").test(action);
  });
}
