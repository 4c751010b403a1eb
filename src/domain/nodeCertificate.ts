/**
 * A node's standing: the newest certificate that was good enough, and whether it holds. A certificate is evidence of its
 * time: who passes again is certified anew, with the fingerprint of then; who does not has drifted from what was proven.
 */
import { type Certificate, changesSince } from "./certificate.ts";
import { type Check, isAtLeast, type LevelReached } from "./checks.ts";
import type { Drift } from "./drift.ts";
import type { NodeRecord } from "./record.ts";
import type { RunKind } from "./verdicts.ts";

/** `stale`: what was proven does not hold. `unverified`: never proven, or it could not be examined. */
export type CertificateState = "valid" | "stale" | "unverified";

export interface NodeCertificate {
  name: string;
  uid: string;
  nodeImage: string;
  pool: string;
  state: CertificateState;
  /** By the last look. */
  level: LevelReached;
  /** The newest that was good enough. */
  certificate?: Certificate;
  /** Why it is not valid. */
  reason?: string;
  /** What had changed on the node since its certificate before: "node image A -> B"; "new": it had none. */
  changed?: string;
  drift?: Drift;
  /** The run that looked last, and when. */
  run: string;
  lookedAt: string;
}

/** A run that has looked at nodes. */
export interface Look {
  kind: RunKind;
  id: string;
  /** ISO 8601. */
  at: string;
}

/** Idempotent: what a run has made of a node stays as it is, however often it is asked. */
export function renewCertificate(before: NodeCertificate | undefined, record: NodeRecord, look: Look): NodeCertificate {
  if (before?.run === look.id) return before;
  const held = before?.certificate;
  const changed = changesOf(held, record);
  const standing = {
    ...{ name: record.name, uid: record.uid, pool: record.pool, level: record.level },
    nodeImage: record.seen?.nodeImage ?? record.certificate?.parts.nodeImage ?? before?.nodeImage ?? "",
    ...(held === undefined ? { changed: "new" } : changed === "" ? {} : { changed }),
    ...{ run: look.id, lookedAt: look.at },
  };
  if (record.verdict === "ready" && record.certificate !== undefined) {
    return { ...standing, state: "valid", certificate: better(held, record.certificate) };
  }
  const kept = held === undefined ? {} : { certificate: held };
  const failed = record.checks.filter(({ status }) => status === "failed");
  if (failed.length === 0) {
    const drift = before?.drift === undefined ? {} : { drift: before.drift };
    return { ...standing, ...kept, ...drift, state: "unverified", reason: notExamined(record.checks) };
  }
  const drift = driftOf(before, { record, failed, changed, look });
  const words = failed.map(({ name, measured, expected }) => `${name}: ${measured}, expected ${expected}`);
  return {
    ...standing,
    ...kept,
    ...(drift === undefined ? {} : { drift }),
    state: held === undefined ? "unverified" : "stale",
    reason: [...(changed === "" ? [] : [changed]), ...words].join("; "),
  };
}

/** "" when there was nothing to compare with, or nothing has changed. */
function changesOf(held: Certificate | undefined, { certificate, seen }: NodeRecord): string {
  const now = certificate?.parts ?? seen;
  return held === undefined || now === undefined ? "" : changesSince(held.parts, now).join(", ");
}

/** A higher level that was proven on the very same machine is not lost to a look that asked for less. */
function better(held: Certificate | undefined, fresh: Certificate): Certificate {
  const isSame = held?.fingerprint === fresh.fingerprint;
  return held !== undefined && isSame && !isAtLeast(fresh.level, held.level) ? held : fresh;
}

function notExamined(checks: readonly Check[]): string {
  const first = checks.find(({ status }) => status === "unknown");
  return `could not be examined: ${first === undefined ? "its pool was not in order" : `${first.name}, ${first.reason ?? first.measured}`}`;
}

interface Failure {
  record: NodeRecord;
  failed: readonly Check[];
  changed: string;
  look: Look;
}

/**
 * What had never been right has not drifted; but a node that has come by itself since the last run counts, as soon as a
 * verification meets it.
 */
function driftOf(before: NodeCertificate | undefined, { record, failed, changed, look }: Failure): Drift | undefined {
  const isNew = before === undefined && look.kind === "verification";
  const held = before?.certificate;
  if (!isNew && held === undefined && before?.drift === undefined) return undefined;
  const is = failed.map(({ name, measured }) => `${name} ${measured}`).join(", ");
  const was = failed.map(({ name, expected }) => `${name} ${expected}`).join(", ");
  return {
    subject: `node/${record.name}`,
    was: held === undefined ? "not there" : was,
    is,
    since: before?.drift?.since ?? look.at,
    ...(held === undefined ? {} : { provenAt: held.verifiedAt }),
    ...(changed === "" ? {} : { because: changed }),
    action: failed.find(({ action }) => action !== undefined)?.action ?? "Prepare the cluster again.",
  };
}
