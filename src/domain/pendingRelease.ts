/**
 * A revision that Helm calls pending: somebody is at work on it, or somebody was and died. Helm refuses every other
 * operation until its record is gone; taking it away under a living Helm would have two of them write at once.
 */
import type { Finding } from "./findings.ts";
import type { ReleaseView } from "./helmRelease.ts";

/** Longer than a Helm that is alive takes: its own limit is five minutes unless somebody raised it. */
const ABANDONED_AFTER_SECONDS = 10 * 60;

/** A Job of ours for this release, of this run or another. */
export interface InstallerJob {
  name: string;
  createdAt: string;
  /** Absent: it runs. */
  endedAt?: string;
}

export type PendingDecision =
  | { kind: "wait"; reason: string }
  /** Nobody is at work on it any more. */
  | { kind: "recover"; reason: string };

/** ISO times. A Job of ours that ended after the revision was begun has made it, and is dead. */
export function decidePending(found: ReleaseView, jobs: readonly InstallerJob[], askedAt: string): PendingDecision {
  const { revision, status, recordedAt } = found;
  const subject = `revision ${revision} is ${status} since ${recordedAt ?? "an unknown time"}`;
  const running = jobs.find(({ endedAt }) => endedAt === undefined);
  if (running !== undefined) return { kind: "wait", reason: `${subject}: Job ${running.name} is at work on it` };
  const dead = jobs.find(
    ({ createdAt, endedAt = "" }) => recordedAt !== undefined && createdAt <= recordedAt && recordedAt <= endedAt,
  );
  if (dead !== undefined) return { kind: "recover", reason: `${subject}: Job ${dead.name}, which made it, has ended` };
  const age = recordedAt === undefined ? 0 : (Date.parse(askedAt) - Date.parse(recordedAt)) / 1000;
  if (age >= ABANDONED_AFTER_SECONDS) {
    return { kind: "recover", reason: `${subject}: nobody can be at work on it any more` };
  }
  const left = Math.ceil((ABANDONED_AFTER_SECONDS - age) / 60);
  return { kind: "wait", reason: `${subject}: somebody else may be at work on it; taken for dead in ${left} min` };
}

export function pendingRecovered(release: string, reason: string): Finding {
  return {
    code: "HelmReleasePending",
    severity: "warn",
    subject: `release/${release}`,
    found: `${reason}; its record was removed, and the chart installed`,
    action: "Nothing has to be done. When it comes again, find out what interrupts Helm there.",
  };
}
