/**
 * What the activities and routes need of the outside world. Implementations are in this folder; each method may be
 * called twice with the same arguments. A method throws a `ClientFault` (errors.ts) and nothing else.
 */
import type { ClusterRef } from "../domain/clusterRef.ts";
import type { SizeOffer, VcpuQuota } from "../domain/computeLimits.ts";
import type { ReleaseView } from "../domain/helmRelease.ts";
import type { ArmGrant } from "../domain/inventory.ts";
import type { KubernetesObject, ObjectRef } from "../domain/kubernetesObject.ts";
import type { KubernetesRight } from "../domain/kubernetesRights.ts";
import type { ManagedClusterView, NodePoolSpec, NodePoolView } from "../domain/nodePool.ts";
import type { RuntimeStatus } from "../domain/runtimeStatus.ts";

/** Azure Resource Manager. */
export interface AzurePort {
  /** Undefined: no such cluster. */
  readCluster(cluster: ClusterRef): Promise<ManagedClusterView | undefined>;
  listNodePools(cluster: ClusterRef): Promise<NodePoolView[]>;
  readNodePool(cluster: ClusterRef, name: string): Promise<NodePoolView | undefined>;
  /** Returns when Azure has accepted the request; the operation goes on there. `etag`: only if unchanged since; left out: only if absent. */
  submitNodePool(cluster: ClusterRef, spec: NodePoolSpec, tags: Record<string, string>, etag?: string): Promise<void>;
  /** Returns when Azure has accepted the request. Only if unchanged since `etag` was read. */
  removeNodePool(cluster: ClusterRef, name: string, etag: string): Promise<"submitted" | "changed">;
  /** Pools with initialization taints: in one request for the whole cluster. `conflict`: it is being changed, or was meanwhile. */
  submitPoolsWithCluster(
    cluster: ClusterRef,
    specs: readonly NodePoolSpec[],
    tags: Record<string, string>,
  ): Promise<"submitted" | "conflict">;
  /** The taints that new nodes of each pool come with, by its name. */
  listInitializationTaints(cluster: ClusterRef): Promise<Record<string, string[]>>;
  /** Of these sizes, those that the region has. */
  listSizeOffers(region: AzureRegion, vmSizes: readonly string[]): Promise<SizeOffer[]>;
  /** Every quota of the region that counts vCPUs, or anything else of Microsoft.Compute. */
  listVcpuQuotas(region: AzureRegion): Promise<VcpuQuota[]>;
  /** What the app's identity may do on a resource or subscription. */
  listGrants(scope: string): Promise<ArmGrant[]>;
  /** A preview feature of AKS: "NotRegistered", "Registering", "Registered", ... */
  readFeature(subscriptionId: string, feature: string): Promise<string>;
  /** Returns when Azure has taken it up; it lasts. Asked for again, it changes nothing. */
  registerFeature(subscriptionId: string, feature: string): Promise<void>;
  /** Makes AKS take notice of what was registered. Asked for again, it changes nothing. */
  refreshProvider(subscriptionId: string): Promise<void>;
}

/** A region as one subscription sees it. */
export interface AzureRegion {
  subscriptionId: string;
  /** "eastus". */
  location: string;
}

export interface ObjectQuery {
  apiVersion: string;
  kind: string;
  /** Left out: all namespaces. */
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
}

/** One cluster's Kubernetes API. */
export interface KubernetesPort {
  /** Undefined when the object, its kind or its API group is not there. */
  read(ref: ObjectRef): Promise<KubernetesObject | undefined>;
  /** All pages. Empty when the kind or its API group is not there. */
  list(query: ObjectQuery): Promise<KubernetesObject[]>;
  /** Forced server-side apply as field manager `lamplighter`. `kindMissing`: its CRD is not established (yet). */
  apply(object: KubernetesObject): Promise<KubernetesObject | "kindMissing">;
  create(object: KubernetesObject): Promise<"created" | "exists">;
  /** JSON merge patch. Undefined: no such object. */
  mergePatch(ref: ObjectRef, patch: Record<string, unknown>): Promise<KubernetesObject | undefined>;
  /** Deletes it, and in the background what it owns. False: it was not there. */
  remove(ref: ObjectRef): Promise<boolean>;
  /** Whether the app's identity may do this (SelfSubjectAccessReview). */
  mayI(right: KubernetesRight): Promise<boolean>;
  /** Undefined when the pod is gone or its container has not started. */
  readPodLog(namespace: string, pod: string): Promise<string | undefined>;
}

/** Finds the way to a cluster's API: address, authority and token; cached, rotated. */
export interface ClusterConnections {
  connect(cluster: ClusterRef): Promise<KubernetesPort>;
}

/** Every revision of every Helm release; of one namespace when it is given. */
export type ListReleases = (kubernetes: KubernetesPort, namespace?: string) => Promise<ReleaseView[]>;

/** Receivers of notifications. */
export interface NotifierPort {
  /**
   * One attempt. Follows no redirect, and opens no connection to a private address but where configuration allows it.
   * Returns when the receiver has taken the message.
   */
  post(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<void>;
}

/** Rows as JSON in Azure Tables. `etag` makes a write conditional. */
export interface StoredRow<T> {
  value: T;
  etag: string;
}

/** A table of JSON documents; a document larger than one property is split over several. */
export interface DocumentTable {
  read<T>(partition: string, row: string): Promise<StoredRow<T> | undefined>;
  /** False: the row exists. */
  insert(partition: string, row: string, value: unknown): Promise<boolean>;
  /** False: the row changed since `etag` was read. */
  replace(partition: string, row: string, value: unknown, etag: string): Promise<boolean>;
  /** Insert or replace, unconditionally. */
  put(partition: string, row: string, value: unknown): Promise<void>;
  /** `put` for many rows of one partition, in batches of 100. */
  putAll(partition: string, rows: { row: string; value: unknown }[]): Promise<void>;
  remove(partition: string, row: string): Promise<void>;
  /** In order of the row keys. `after`: the last row key seen. */
  list<T>(partition: string, page: { after?: string; limit: number }): Promise<{ row: string; value: T }[]>;
}

export type TableName = "clusters" | "preparations" | "verifications" | "evidence";

export type RecordTables = Readonly<Record<TableName, DocumentTable>>;

/** Durable runs, as routes and timers see them. */
export interface RunsPort {
  /** `running`: an instance with this id has not ended. */
  start(orchestrator: string, instanceId: string, input: unknown): Promise<"started" | "running">;
  read(instanceId: string): Promise<RunStatus | undefined>;
}

export interface RunStatus {
  runtimeStatus: RuntimeStatus;
  /** What it was started with. */
  input: unknown;
  customStatus: unknown;
  createdAt: string;
  lastUpdatedAt: string;
  output: unknown;
}
