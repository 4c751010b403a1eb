/** The caller's effective rights on a resource. */
import { jsonResponse } from "../../world/wire.ts";
import type { ArmWorld } from "./armWorld.ts";
import { grantedActions } from "./permissions.ts";
import type { Route } from "./router.ts";

export function permissionRoutes(arm: ArmWorld): Route[] {
  return [
    {
      method: "GET",
      template: "{scope}/providers/Microsoft.Authorization/permissions",
      apiVersions: ["2022-04-01"],
      action: "Microsoft.Authorization/permissions/read",
      bucket: "other",
      run: () =>
        jsonResponse(200, { value: [{ ...grantedActions(arm.settings), dataActions: [], notDataActions: [] }] }),
    },
  ];
}
