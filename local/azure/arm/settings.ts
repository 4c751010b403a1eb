/** What a scenario decides about simulated Azure. Plain JSON; everything left out is the friendliest case. */
import type { NodeSpec } from "../../kubernetes/nodeProvisioner.ts";
import type { BucketName } from "./throttle.ts";

export interface ArmSettings {
  /** vCPU quotas by family ("cores" is the regional total). `used` counts what exists outside the simulated pools. */
  quotas?: Record<string, { limit: number; used?: number }>;
  /** By VM size: absent means offered in every zone. */
  skus?: Record<string, SkuSetting>;
  /** By "Microsoft.ContainerService/AKSInfinibandSupport": absent means registered. */
  features?: Record<string, FeatureState>;
  /** How long a registration stays "Registering". */
  featureRegistrationSeconds?: number;
  /** How the next operations of a pool end, by pool name. */
  poolFailures?: Record<string, PoolFailure>;
  /** Machines that differ from their size, by pool name and node index. */
  nodeHardware?: Record<string, Record<number, MachineFault>>;
  /** containerd on single machines, by pool name and node index. */
  nodeContainerd?: Record<string, Record<number, NonNullable<NodeSpec["containerd"]>>>;
  /** What the caller may do; absent means everything. `*` stands for any text. */
  permissions?: { actions: string[]; notActions?: string[] };
  throttling?: Partial<Record<BucketName, { burst: number; perSecond: number }>>;
}

export interface MachineFault {
  gpus?: number;
  /** Of its GPUs, those that the device plugin does not offer. */
  unhealthyGpus?: number;
  infinibandDevices?: number;
  peermem?: false;
}

export interface SkuSetting {
  /** False: the region does not know the size at all. */
  offered?: boolean;
  /** Zones in which the region has it. */
  zones?: string[];
  /** "all" restricts the whole region for this subscription, a list only these zones. */
  restricted?: "all" | string[];
  reasonCode?: "NotAvailableForSubscription" | "QuotaId";
}

export type FeatureState = "NotRegistered" | "Pending" | "Registering" | "Registered" | "Unregistered";

export interface PoolFailure {
  /** The cause: "AllocationFailed", "QuotaExceeded", "OverconstrainedZonalAllocationRequest", … */
  code: string;
  message?: string;
  /** The code that AKS wraps around the cause; null leaves it bare. */
  wrapper?: string | null;
  /** Only in these zones; absent: wherever the pool is. */
  zones?: string[];
  /** After the operation was accepted. */
  afterSeconds?: number;
  /** How many operations fail before one succeeds; absent: all of them. */
  times?: number;
}
