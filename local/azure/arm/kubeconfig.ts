/** The kubeconfigs that AKS hands out, as YAML. */
import { stringify } from "yaml";
import { AKS_SERVER_AUDIENCE, TENANT_ID } from "../tokens.ts";
import type { StoredCluster } from "./state.ts";

export type KubernetesEndpoint = SimulatedEndpoint | GivenEndpoint;

/** A cluster that is not simulated: everybody gets this kubeconfig. */
export interface GivenEndpoint {
  kubeconfig: string;
}

export interface SimulatedEndpoint {
  /** `https://host:port`. */
  server: string;
  certificateAuthorityPem: string;
  /** A token that the API server accepts: the local administrator's, or the user's of a cluster without Entra ID. */
  token(user: "entra" | "admin"): string;
}

/** Public client ids of the Azure CLI's kubelogin, as AKS writes them. */
const KUBELOGIN_CLIENT_ID = "80faf920-1908-4b52-b5ef-a8e7bedfc67a";

export function userKubeconfig(cluster: StoredCluster, endpoint: KubernetesEndpoint): string {
  if ("kubeconfig" in endpoint) return endpoint.kubeconfig;
  const user = cluster.entra ? { exec: kubelogin() } : { token: endpoint.token("entra") };
  return render(cluster, endpoint, "clusterUser", user);
}

export function adminKubeconfig(cluster: StoredCluster, endpoint: KubernetesEndpoint): string {
  if ("kubeconfig" in endpoint) return endpoint.kubeconfig;
  return render(cluster, endpoint, "clusterAdmin", { token: endpoint.token("admin") });
}

function render(cluster: StoredCluster, endpoint: SimulatedEndpoint, role: string, user: object): string {
  const userName = `${role}_${cluster.resourceGroup}_${cluster.name}`;
  const context = role === "clusterAdmin" ? `${cluster.name}-admin` : cluster.name;
  const authority = Buffer.from(endpoint.certificateAuthorityPem).toString("base64");
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: cluster.name, cluster: { "certificate-authority-data": authority, server: endpoint.server } }],
    contexts: [{ name: context, context: { cluster: cluster.name, user: userName } }],
    "current-context": context,
    preferences: {},
    users: [{ name: userName, user }],
  });
}

function kubelogin() {
  return {
    apiVersion: "client.authentication.k8s.io/v1beta1",
    command: "kubelogin",
    args: [
      "get-token",
      ...["--environment", "AzurePublicCloud"],
      ...["--server-id", AKS_SERVER_AUDIENCE],
      ...["--client-id", KUBELOGIN_CLIENT_ID],
      ...["--tenant-id", TENANT_ID],
      ...["--login", "devicecode"],
    ],
    env: null,
    provideClusterInfo: false,
  };
}
