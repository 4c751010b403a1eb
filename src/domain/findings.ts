/** What is wrong or worth knowing, on which subject, and what a person can do. Codes: codes.md; they never change. */
export type FindingCode =
  | "ClusterNotFound"
  | "ClusterNotRunning"
  | "ClusterBusy"
  | "KubernetesTooOld"
  | "FeatureNotRegistered"
  | "SkuNotOffered"
  | "SkuRestricted"
  | "DriverModeConflict"
  | "ScaleDownDeallocates"
  | "PoolImmutableMismatch"
  | "PoolFailed"
  | "AllocationFailed"
  | "QuotaInsufficient"
  | "DuplicateNfd"
  | "MissingArmPermission"
  | "MissingKubernetesPermission"
  | "Throttled"
  | "OperationConflict"
  | "HelmReleasePending"
  | "HelmReleaseFailed"
  | "CrdNotEstablished"
  | "WebhookUnavailable"
  | "NoNodesMatched"
  | "OfedNotReady"
  | "RdmaNotConverged"
  | "DriverNotReady"
  | "PeermemMissing"
  | "DevicePluginNotReady"
  | "GpuCountMismatch"
  | "RdmaCountMismatch"
  | "NriUnsafeConfig"
  | "NriPatchRolledBack"
  | "NriPatchFailed"
  | "NodeLost"
  | "NodeReplaced"
  | "NodeUnverified"
  | "CertificateStale"
  | "MemlockNotRaised"
  | "NodeNotReady"
  | "NodeGated"
  | "PathNodeCount"
  | "PathSpansPools"
  | "PathUnsupportedSize"
  | "VersionIncompatible"
  | "ApiServerUnreachable"
  | "TokenRejected"
  | "PlanChanged"
  | "NotificationFailed"
  | "InternalError"
  | "Cancelled";

export type Severity =
  /** The run does not start, or stops before it changes anything more. */
  | "block"
  /** The cluster is not ready. */
  | "fail"
  | "warn";

export interface Finding {
  code: FindingCode;
  severity: Severity;
  /** "cluster", "subscription", "pool/h100", "node/aks-h100-…", "release/gpu-operator", "quota/standardNDSH100v5Family". */
  subject: string;
  /** What was found, beside what was expected. */
  found: string;
  /** What a person can do. */
  action: string;
}

export function isBlocking(finding: Finding): boolean {
  return finding.severity === "block";
}
