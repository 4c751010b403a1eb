/** What a region sells to a subscription, and how many vCPUs the subscription may use there: as Azure tells it. */
export interface SizeOffer {
  vmSize: string;
  /** The quota that its vCPUs count against, beside the region's total. */
  family: string;
  vCpus: number;
  /** Where the region has it; empty where the region has no zones, or the size is in none of them. */
  zones: string[];
  restrictions: SizeRestriction[];
}

export interface SizeRestriction {
  /** Left out: in the whole region. */
  zones?: string[];
  /** Azure's own: NotAvailableForSubscription, QuotaId. */
  reasonCode: string;
}

export interface VcpuQuota {
  /** A family's name, or `REGIONAL_QUOTA`. */
  name: string;
  used: number;
  limit: number;
}

/** Azure's name for all vCPUs of the region together. */
export const REGIONAL_QUOTA = "cores";
