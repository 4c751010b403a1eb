/** Node pools as Azure Resource Manager describes them, reduced to what decides. */
export type DriverMode = "Install" | "None";

export type OsSku = "Ubuntu" | "Ubuntu2204" | "Ubuntu2404";

/** What we ask for. */
export interface NodePoolSpec {
  name: string;
  vmSize: string;
  count: number;
  osSku: OsSku;
  /** "None": the GPU operator brings the driver. "Install": AKS does; it is then left out of the request. */
  driver: DriverMode;
  zones: string[];
  labels: Record<string, string>;
  /** `key=value:Effect`, as AKS writes them. */
  taints: string[];
  /** What new nodes come with and others may remove (gate.ts). Left out: none of our business, and kept as they are. */
  initializationTaints?: string[];
  autoscale?: { min: number; max: number };
}

/** What Azure says that there is. */
export interface NodePoolView {
  name: string;
  vmSize: string;
  count: number;
  mode: "System" | "User" | "Gateway";
  osSku: string;
  /** GPU sizes only. */
  driver?: DriverMode;
  zones: string[];
  labels: Record<string, string>;
  taints: string[];
  /** Absent: not read. */
  initializationTaints?: string[];
  autoscale?: { min: number; max: number };
  scaleDownMode?: "Delete" | "Deallocate";
  /** Nodes that an upgrade adds beside the pool's: "10%", "2". */
  maxSurge?: string;
  tags: Record<string, string>;
  /** Succeeded, Creating, Updating, Scaling, Failed, ... */
  provisioningState: string;
  /** Why the last operation failed, with wrappers removed. */
  failure?: PoolFailure;
  nodeImageVersion?: string;
  kubernetesVersion?: string;
  etag?: string;
}

export interface PoolFailure {
  code: string;
  message: string;
  /** Whether the same operation may succeed when it is asked for again. */
  retry: "soon" | "slowly" | "never";
}

export interface ManagedClusterView {
  location: string;
  kubernetesVersion: string;
  provisioningState: string;
  powerState: "Running" | "Stopped";
  privateCluster: boolean;
}
