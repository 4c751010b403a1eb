/** A cluster's certificates and history as a run leaves them: the same for a preparation and for a verification. */
import { type Assessment, assess, type Looked } from "../domain/assessment.ts";
import { type ClusterRef, clusterKey } from "../domain/clusterRef.ts";
import { MOST_DRIFT } from "../domain/drift.ts";
import type { Finding, FindingCode } from "../domain/findings.ts";
import type { NodeCertificate } from "../domain/nodeCertificate.ts";
import type { NodeRecord } from "../domain/record.ts";
import { certificatesOf, historyOf, newestFirstKey } from "../domain/records.ts";
import { type CertificateCounts, type HistoryEntry, type LastVerdict, MOST_FINDINGS } from "../domain/verdicts.ts";
import { readClusterRow } from "../runs/clusterRow.ts";
import type { ActivityDeps } from "./deps.ts";

type Tables = Pick<ActivityDeps, "tables">;

/** AKS's limit for one cluster. */
export const MOST_NODES = 5000;

/** Idempotent: whoever runs it again for the same run finds the same. */
export async function renewCertificates(
  { tables }: Tables,
  cluster: ClusterRef,
  looked: Omit<Looked, "records">,
): Promise<Assessment> {
  const partition = certificatesOf(clusterKey(cluster));
  const [before, records, row] = await Promise.all([
    tables.verifications.list<NodeCertificate>(partition, { limit: MOST_NODES }),
    tables.evidence.list<NodeRecord>(looked.id, { limit: MOST_NODES }),
    readClusterRow({ tables }, cluster),
  ]);
  const assessment = assess({ ...looked, records: valuesOf(records) }, valuesOf(before), row?.last?.drift ?? []);
  await tables.verifications.putAll(
    partition,
    assessment.certificates.map((certificate) => ({ row: certificate.name, value: certificate })),
  );
  for (const name of assessment.left) await tables.verifications.remove(partition, name);
  return assessment;
}

function valuesOf<T>(rows: readonly { value: T }[]): T[] {
  return rows.map(({ value }) => value);
}

/** Idempotent. `startedAt` says where in the history it stands. */
export async function keepInHistory({ tables }: Tables, entry: HistoryEntry): Promise<void> {
  const row = newestFirstKey({ id: entry.id, acceptedAt: entry.startedAt });
  await tables.verifications.put(historyOf(clusterKey(entry.cluster)), row, entry);
}

export function lastVerdict(
  run: Pick<LastVerdict, "run" | "verdict" | "level" | "at">,
  { nodes, drift }: { nodes: CertificateCounts; drift: Assessment["drift"] },
  findings: readonly Finding[],
): LastVerdict {
  return {
    ...run,
    nodes,
    drifted: drift.length,
    drift: drift.slice(0, MOST_DRIFT),
    findings: findings.slice(0, MOST_FINDINGS),
  };
}

export function codesOf(findings: readonly Finding[]): FindingCode[] {
  return [...new Set(findings.map(({ code }) => code))];
}
