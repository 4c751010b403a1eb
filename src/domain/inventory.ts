/** What is there before anything is changed. */
import type { SizeOffer, VcpuQuota } from "./computeLimits.ts";
import type { ReleaseView } from "./helmRelease.ts";
import type { KubernetesRight } from "./kubernetesRights.ts";
import type { NodeLapse } from "./nodeLapse.ts";
import type { ManagedClusterView, NodePoolView } from "./nodePool.ts";

export interface Inventory {
  /** Undefined: no such cluster, or `refused` says why it is unknown; the rest is then empty. */
  cluster: ManagedClusterView | undefined;
  nodePools: NodePoolView[];
  releases: ReleaseView[];
  /** Of the pools that are asked for, those that have joined. Undefined: not read. */
  nodes: NodeView[] | undefined;
  /** Of the sizes that new nodes need, those that the region has. Undefined: no new nodes, or refused. */
  offers: SizeOffer[] | undefined;
  /** All of the region. Undefined: no new nodes, or refused. */
  quotas: VcpuQuota[] | undefined;
  /** State of the subscription's AKSInfinibandSupport. Undefined: no new nodes with InfiniBand, or refused. */
  infinibandFeature: string | undefined;
  /** What the app's identity may do, for each scope that the plan writes to. */
  grants: ScopeGrants[];
  /** What the app's identity may not do in the cluster, of what the plan needs; what it would have read is then empty. */
  missingKubernetesRights: KubernetesRight[];
  /** What a run puts into the cluster beside the charts, as far as it could be read. */
  stackObjects: StackObjectView[];
  /** Every node-feature-discovery in the cluster. */
  featureDiscoveries: FeatureDiscovery[];
  /** The state of the preview feature that the gate needs. Undefined: no gate is asked for, or refused. */
  gateFeature?: string;
  /** What Azure did not let us read: it is unknown, and never taken for good. */
  refused: ArmRight[];
}

export interface NodeView {
  name: string;
  pool: string;
  /** The last run that looked at its pool found it ready, and it has not been replaced or rebooted since. */
  proven: boolean;
  /** Why that run's certificate does not hold for it. Absent where it does, and where no run has looked at the pool. */
  lapse?: NodeLapse;
}

export interface StackObjectView {
  kind: string;
  name: string;
  /** Against what would be applied; what others have added to it is theirs. */
  state: "absent" | "different" | "current";
}

export interface FeatureDiscovery {
  namespace: string;
  /** The DaemonSet's. */
  name: string;
  /** The Helm release that it is part of. */
  release?: string;
}

export interface ScopeGrants {
  scope: string;
  grants: ArmGrant[];
}

/** A role assignment's actions, minus those that it excludes; `*` stands for any text. */
export interface ArmGrant {
  actions: string[];
  notActions: string[];
}

/** What an identity may do in Azure, and where: both are needed to grant it. */
export interface ArmRight {
  /** "Microsoft.Compute/skus/read". */
  action: string;
  /** A resource id. */
  scope: string;
}
