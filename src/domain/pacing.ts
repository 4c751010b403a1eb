/**
 * Deadlines and poll intervals, as named values in the plan. Expected durations are the reference latencies of
 * design.md, section 9.
 */
export interface Pacing {
  /** Registering a preview feature (Azure's documentation says "a few minutes"; 15 is usual). */
  featureExpectedSeconds: number;
  featureDeadlineSeconds: number;
  poolExpectedSeconds: number;
  poolDeadlineSeconds: number;
  /** How often a pool is asked for, at most, for which Azure has no capacity; between two times lies a pause. */
  capacityAttempts: number;
  capacityPauseSeconds: number;
  /** Before a pool whose operation gave way to another one is asked for again. */
  preemptedPauseSeconds: number;
  chartExpectedSeconds: number;
  chartDeadlineSeconds: number;
  /** From Ready until GPUs are allocatable: driver, toolkit, device plugin. */
  gpuStackExpectedSeconds: number;
  /** What OFED and the RDMA plugin add to it: the driver waits for them. */
  rdmaStackExpectedSeconds: number;
  stackDeadlineSeconds: number;
  /** How long a pool that lacks a node is given to get another: Azure replaces a machine within minutes, or not at all. */
  replacementDeadlineSeconds: number;
  probeExpectedSeconds: number;
  probeDeadlineSeconds: number;
  patchExpectedSeconds: number;
  /** systemd itself may take three minutes for a restart, and a rollback is another one. */
  patchDeadlineSeconds: number;
  /** Until whoever changed a node's configuration under our hands has done with it. */
  rewriteWaitSeconds: number;
  /** Of the pod of a proof, which may hold a node's devices, and of the wait for the ulimit adjuster before it. */
  proofDeadlineSeconds: number;
  /** For what is cluster-wide after the last node: DaemonSets rolled out, operators reporting ready. */
  settleDeadlineSeconds: number;
  shortestPollSeconds: number;
  longestPollSeconds: number;
}

export const DEFAULT_PACING: Pacing = {
  featureExpectedSeconds: 15 * 60,
  featureDeadlineSeconds: 90 * 60,
  poolExpectedSeconds: 300,
  poolDeadlineSeconds: 45 * 60,
  capacityAttempts: 4,
  capacityPauseSeconds: 5 * 60,
  preemptedPauseSeconds: 60,
  chartExpectedSeconds: 40,
  chartDeadlineSeconds: 15 * 60,
  gpuStackExpectedSeconds: 330,
  rdmaStackExpectedSeconds: 320,
  stackDeadlineSeconds: 45 * 60,
  replacementDeadlineSeconds: 15 * 60,
  probeExpectedSeconds: 6,
  probeDeadlineSeconds: 5 * 60,
  patchExpectedSeconds: 12,
  patchDeadlineSeconds: 10 * 60,
  rewriteWaitSeconds: 30,
  proofDeadlineSeconds: 2 * 60,
  settleDeadlineSeconds: 10 * 60,
  shortestPollSeconds: 5,
  longestPollSeconds: 60,
};

/** Sparse while the end is far, dense near it, slowing down again once it is overdue. */
export function nextPollSeconds(elapsedSeconds: number, expectedSeconds: number, pacing: Pacing): number {
  const remaining = expectedSeconds - elapsedSeconds;
  const wanted = remaining > 0 ? remaining / 2 : -remaining / 4;
  return Math.round(Math.min(Math.max(wanted, pacing.shortestPollSeconds), pacing.longestPollSeconds));
}
