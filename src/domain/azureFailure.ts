/** Azure's own failure codes (facts-azure-kubernetes.md, section A) as findings: when they refuse and when they explain a failed pool. */
import type { FindingCode } from "./findings.ts";

export interface AzureFailure {
  code: FindingCode;
  action: string;
}

const CAPACITY: AzureFailure = {
  code: "AllocationFailed",
  action:
    "Azure has no capacity for this size there now: try later, another zone or region, or reserve capacity. What is done stays done.",
};

const QUOTA: AzureFailure = {
  code: "QuotaInsufficient",
  action: "Ask for more vCPU quota of this family in the region (Azure portal, Quotas), then run again.",
};

const RESTRICTED: AzureFailure = {
  code: "SkuRestricted",
  action:
    "The subscription may not use this size there: ask Azure support for access, or choose another size, zone or region.",
};

const CONFLICT: AzureFailure = {
  code: "OperationConflict",
  action: "Another operation on the cluster did not end in time: wait for it (az aks show), then run again.",
};

const FAILURES: Readonly<Record<string, AzureFailure>> = {
  AllocationFailed: CAPACITY,
  ZonalAllocationFailed: CAPACITY,
  OverconstrainedAllocationRequest: CAPACITY,
  OverconstrainedZonalAllocationRequest: CAPACITY,
  AKSCapacityHeavyUsage: CAPACITY,
  QuotaExceeded: QUOTA,
  ErrCode_InsufficientVCPUQuota: QUOTA,
  SkuNotAvailable: RESTRICTED,
  OperationNotAllowed: CONFLICT,
  AKSOperationPreempted: CONFLICT,
};

/** Undefined: a code without a finding of its own. */
export function azureFailure(code: string | undefined): AzureFailure | undefined {
  return code === undefined ? undefined : FAILURES[code];
}
