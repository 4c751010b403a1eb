/** What simulated ARM remembers: clusters, their pools, and the operations on them. Keys are resource ids in lower case. */
import type { Collection, WorldStore } from "../../world/worldStore.ts";
import type { ErrorDetail } from "./armError.ts";
import type { CompletePool } from "./poolBody.ts";
import type { FeatureState } from "./settings.ts";

export interface StoredCluster {
  subscriptionId: string;
  resourceGroup: string;
  name: string;
  location: string;
  /** "1.34.2". */
  kubernetesVersion: string;
  provisioningState: string;
  powerState: "Running" | "Stopped";
  /** Users come through Entra ID; otherwise the user's kubeconfig holds a token. */
  entra: boolean;
  localAccountsDisabled: boolean;
  revision: number;
}

export interface StoredPool {
  clusterKey: string;
  name: string;
  properties: CompletePool;
  /** `nodeInitializationTaints`, which only the preview version shows. */
  initializationTaints?: string[];
  /** Those that its machines' model has: changed later, they wait for the next node image. */
  modelTaints?: string[];
  provisioningState: string;
  provisioningError?: ErrorDetail;
  nodeImageVersion: string;
  /** Kubernetes version of its nodes. */
  kubernetesVersion: string;
  /** Names of its machines, each with the index that it was made with. */
  nodes: { name: string; index: number }[];
  nextNodeIndex: number;
  revision: number;
  /** Operations begun so far. */
  operations: number;
  failures: number;
  /** The operation under way. */
  operationId?: string;
}

export type OperationKind = "Creating" | "Scaling" | "Updating" | "Deleting";

export interface StoredOperation {
  id: string;
  poolKey: string;
  subscriptionId: string;
  kind: OperationKind;
  startedAt: number;
  endedAt?: number;
  status: "InProgress" | "Succeeded" | "Failed";
  /** How a scenario wants it to end. */
  plannedError?: ErrorDetail;
  error?: ErrorDetail;
}

export interface ArmState {
  clusters: Collection<StoredCluster>;
  pools: Collection<StoredPool>;
  operations: Collection<StoredOperation>;
  /** By "<subscription>/<namespace>/<feature>", lower case. */
  features: Collection<FeatureState>;
}

export function openArmState(world: WorldStore): ArmState {
  return {
    clusters: world.collection("arm.clusters"),
    pools: world.collection("arm.pools"),
    operations: world.collection("arm.operations"),
    features: world.collection("arm.features"),
  };
}

export interface ClusterName {
  subscriptionId: string;
  resourceGroup: string;
  name: string;
}

export function clusterId(cluster: ClusterName): string {
  const { subscriptionId, resourceGroup, name } = cluster;
  return `/subscriptions/${subscriptionId}/resourcegroups/${resourceGroup}/providers/Microsoft.ContainerService/managedClusters/${name}`;
}

export function clusterKey(cluster: ClusterName): string {
  return clusterId(cluster).toLowerCase();
}

export function poolKey(key: string, poolName: string): string {
  return `${key}/agentpools/${poolName.toLowerCase()}`;
}

export function poolsOf(state: ArmState, key: string): StoredPool[] {
  return [...state.pools.values()].filter((pool) => pool.clusterKey === key);
}
