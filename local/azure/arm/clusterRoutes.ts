/** Reads of managed clusters, and the kubeconfigs that they hand out. */
import { jsonResponse } from "../../world/wire.ts";
import { badRequest } from "./armError.ts";
import type { ArmWorld } from "./armWorld.ts";
import { adminKubeconfig, userKubeconfig } from "./kubeconfig.ts";
import { requireCluster } from "./lookups.ts";
import type { Route } from "./router.ts";
import { poolsOf } from "./state.ts";
import { clusterView, previewClusterView } from "./views.ts";

export const CONTAINER_SERVICE_VERSIONS = ["2026-06-01"] as const;
/** Shows and takes what is a preview beside all the rest. */
export const PREVIEW_VERSION = "2026-06-02-preview";
export const CLUSTER_TEMPLATE =
  "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers/Microsoft.ContainerService/managedClusters/{cluster}";

const ACTIONS = "Microsoft.ContainerService/managedClusters";

export function clusterRoutes(arm: ArmWorld): Route[] {
  return [
    {
      method: "GET",
      template: CLUSTER_TEMPLATE,
      apiVersions: [...CONTAINER_SERVICE_VERSIONS, PREVIEW_VERSION],
      action: `${ACTIONS}/read`,
      bucket: "getManagedCluster",
      run(call) {
        const { cluster, key } = requireCluster(arm, call);
        const view = call.query.get("api-version") === PREVIEW_VERSION ? previewClusterView : clusterView;
        return jsonResponse(200, view(cluster, poolsOf(arm.state, key)));
      },
    },
    {
      method: "POST",
      template: `${CLUSTER_TEMPLATE}/listClusterUserCredential`,
      apiVersions: CONTAINER_SERVICE_VERSIONS,
      queryNames: ["format"],
      action: `${ACTIONS}/listClusterUserCredential/action`,
      bucket: "other",
      run(call) {
        const format = call.query.get("format") ?? "exec";
        if (format !== "exec") throw badRequest("InvalidParameter", `Credential format '${format}' is not supported.`);
        const { cluster } = requireCluster(arm, call);
        return credentials("clusterUser", userKubeconfig(cluster, arm.kubernetes));
      },
    },
    {
      method: "POST",
      template: `${CLUSTER_TEMPLATE}/listClusterAdminCredential`,
      apiVersions: CONTAINER_SERVICE_VERSIONS,
      action: `${ACTIONS}/listClusterAdminCredential/action`,
      bucket: "other",
      run(call) {
        const { cluster } = requireCluster(arm, call);
        if (cluster.localAccountsDisabled) {
          const why = "Getting static credential is not allowed because this cluster is set to disable local accounts.";
          throw badRequest("BadRequest", why);
        }
        return credentials("clusterAdmin", adminKubeconfig(cluster, arm.kubernetes));
      },
    },
  ];
}

function credentials(name: string, kubeconfig: string) {
  return jsonResponse(200, { kubeconfigs: [{ name, value: Buffer.from(kubeconfig).toString("base64") }] });
}
