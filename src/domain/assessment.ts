/** What a run that has ended makes of the cluster's certificates and of what is known to have drifted. */
import type { Drift } from "./drift.ts";
import type { Finding } from "./findings.ts";
import { type Look, type NodeCertificate, renewCertificate } from "./nodeCertificate.ts";
import type { NodeRecord } from "./record.ts";
import type { CertificateCounts } from "./verdicts.ts";

/** The nodes that a run has looked at, and what it found on what is not a node. */
export interface Looked extends Look {
  pools: readonly string[];
  /** Every node of these pools was examined: one without a record has left. */
  complete: boolean;
  records: readonly NodeRecord[];
  findings: readonly Finding[];
}

export interface Assessment {
  /** Of the pools that were looked at. */
  certificates: NodeCertificate[];
  /** Names of nodes that have left. */
  left: string[];
  nodes: CertificateCounts;
  drift: Drift[];
}

/** `before`: every certificate of the cluster. `drift`: as it was known before. Idempotent: its own results change nothing. */
export function assess(looked: Looked, before: readonly NodeCertificate[], drift: readonly Drift[]): Assessment {
  const known = new Map(before.map((certificate) => [certificate.name, certificate]));
  const met = new Set(looked.records.map(({ name }) => name));
  const renewed = looked.records.map((record) => renewCertificate(known.get(record.name), record, looked));
  const unmet = before.filter(({ name, pool }) => looked.pools.includes(pool) && !met.has(name));
  const certificates = [...renewed, ...(looked.complete ? [] : unmet)];
  return {
    certificates,
    left: looked.complete ? unmet.map(({ name }) => name) : [],
    nodes: countStates(certificates),
    drift: [...poolDrift(looked, drift), ...certificates.flatMap((certificate) => certificate.drift ?? [])],
  };
}

export function countStates(certificates: readonly NodeCertificate[]): CertificateCounts {
  const counts = { valid: 0, stale: 0, unverified: 0 };
  for (const { state } of certificates) counts[state]++;
  return counts;
}

/** What a verification finds wrong with a pool, or that the cluster is gone. A preparation tells what it could not do: that is no drift. */
function poolDrift({ kind, at, findings }: Looked, before: readonly Drift[]): Drift[] {
  const known = new Map(before.map((drift) => [drift.subject, drift]));
  const seen = new Map<string, Drift>();
  for (const { code, severity, subject, found, action } of findings) {
    const isAbout = subject.startsWith("pool/") || code === "ClusterNotFound";
    if (severity === "warn" || !isAbout || seen.has(subject)) continue;
    const since = known.get(subject)?.since ?? (kind === "verification" ? at : undefined);
    if (since !== undefined) seen.set(subject, { subject, was: "as it was prepared", is: found, since, action });
  }
  return [...seen.values()];
}
