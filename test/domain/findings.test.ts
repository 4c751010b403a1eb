import { describe, expect, it } from "vitest";
import { type Finding, type FindingCode, isBlocking } from "../../src/domain/findings.ts";

/** As they are documented: outside readers rely on the spelling. */
const DOCUMENTED =
  `ClusterNotFound ClusterNotRunning ClusterBusy KubernetesTooOld MissingArmPermission MissingKubernetesPermission
  SkuNotOffered SkuRestricted QuotaInsufficient FeatureNotRegistered DriverModeConflict PoolImmutableMismatch PoolFailed
  AllocationFailed Throttled OperationConflict DuplicateNfd HelmReleasePending HelmReleaseFailed CrdNotEstablished
  WebhookUnavailable NoNodesMatched OfedNotReady RdmaNotConverged DriverNotReady PeermemMissing DevicePluginNotReady
  GpuCountMismatch RdmaCountMismatch NriUnsafeConfig NriPatchRolledBack NriPatchFailed NodeLost NodeReplaced
  MemlockNotRaised PathNodeCount PathSpansPools PathUnsupportedSize VersionIncompatible ApiServerUnreachable TokenRejected
  PlanChanged CertificateStale NodeUnverified Cancelled`.split(/\s+/);

/** Ours beside them. The compiler holds that no code is left out of this table. */
const USED: Record<FindingCode, "documented" | "ours"> = {
  ClusterNotFound: "documented",
  ClusterNotRunning: "documented",
  ClusterBusy: "documented",
  KubernetesTooOld: "documented",
  DriverModeConflict: "documented",
  PoolImmutableMismatch: "documented",
  PoolFailed: "documented",
  AllocationFailed: "documented",
  QuotaInsufficient: "documented",
  DuplicateNfd: "documented",
  MissingArmPermission: "documented",
  MissingKubernetesPermission: "documented",
  Throttled: "documented",
  OperationConflict: "documented",
  HelmReleasePending: "documented",
  HelmReleaseFailed: "documented",
  CrdNotEstablished: "documented",
  WebhookUnavailable: "documented",
  NoNodesMatched: "documented",
  OfedNotReady: "documented",
  RdmaNotConverged: "documented",
  DriverNotReady: "documented",
  PeermemMissing: "documented",
  DevicePluginNotReady: "documented",
  GpuCountMismatch: "documented",
  RdmaCountMismatch: "documented",
  NriUnsafeConfig: "documented",
  NriPatchRolledBack: "documented",
  NriPatchFailed: "documented",
  NodeLost: "documented",
  NodeReplaced: "documented",
  NodeNotReady: "ours",
  PathNodeCount: "documented",
  PathSpansPools: "documented",
  PathUnsupportedSize: "documented",
  ApiServerUnreachable: "documented",
  TokenRejected: "documented",
  InternalError: "ours",
  Cancelled: "documented",
};

describe("a finding's code", () => {
  it.each(Object.entries(USED))("%s is spelt as it is documented, or is known to be ours (%s)", (code, origin) => {
    expect(DOCUMENTED.includes(code)).toBe(origin === "documented");
  });
});

describe("a finding", () => {
  it("blocks only when its severity says so", () => {
    const finding: Finding = { code: "PoolFailed", severity: "fail", subject: "pool/x", found: "x", action: "y" };
    expect(isBlocking(finding)).toBe(false);
    expect(isBlocking({ ...finding, severity: "warn" })).toBe(false);
    expect(isBlocking({ ...finding, severity: "block" })).toBe(true);
  });
});
