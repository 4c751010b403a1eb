/** Which managed cluster: names by Azure's own rules, compared without regard to case as Azure does. */
import * as z from "zod";
import { sha256 } from "./hash.ts";

export const clusterRefSchema = z.strictObject({
  subscriptionId: z.guid({ error: "expected a subscription id: a GUID such as 00000000-0000-0000-0000-000000000000" }),
  resourceGroup: z
    .string()
    .regex(
      /^[-\p{L}\p{N}_.()]{0,89}[-\p{L}\p{N}_()]$/u,
      "expected a resource group name: 1-90 letters, digits, _ - . ( ), not ending in a period",
    ),
  name: z
    .string()
    .regex(
      /^[a-zA-Z0-9]$|^[a-zA-Z0-9][-_a-zA-Z0-9]{0,61}[a-zA-Z0-9]$/,
      "expected a cluster name: 1-63 letters, digits, _ and -, starting and ending with a letter or digit",
    ),
});

export type ClusterRef = z.infer<typeof clusterRefSchema>;

/** The same for every spelling of the same cluster. */
export function clusterKey(cluster: ClusterRef): string {
  return `${cluster.subscriptionId}/${cluster.resourceGroup}/${cluster.name}`.toLowerCase();
}

/** The durable instance id: one for each cluster, so that a second run for it cannot start. */
export function clusterInstanceId(cluster: ClusterRef): string {
  return `cluster-${sha256(clusterKey(cluster)).slice(0, 32)}`;
}

/** Of a verification that was asked for by itself: one at a time for each cluster. */
export function verificationInstanceId(cluster: ClusterRef): string {
  return `verify-${sha256(clusterKey(cluster)).slice(0, 32)}`;
}

export function clusterResourceId(cluster: ClusterRef): string {
  return `/subscriptions/${cluster.subscriptionId}/resourceGroups/${cluster.resourceGroup}/providers/Microsoft.ContainerService/managedClusters/${cluster.name}`;
}
