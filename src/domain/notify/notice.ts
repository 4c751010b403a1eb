/** What is told to whoever a request names in `notify`, before it is put into a receiver's own form. JSON; no secrets. */
import type { ClusterRef } from "../clusterRef.ts";
import type { Finding } from "../findings.ts";
import type { Plan } from "../plan.ts";
import type { RecordSummary, Verdict } from "../record.ts";

export const NOTICE_KINDS = ["started", "blocked", "ready", "failed", "cancelled", "drift", "repaired"] as const;

export type NoticeKind = (typeof NOTICE_KINDS)[number];

export interface Notice {
  kind: NoticeKind;
  /** The same for the same event, however often it is told. Letters, digits, `-` and `:`; at most 60 characters. */
  id: string;
  cluster: ClusterRef;
  /** Whose request names who is told: the run itself, or the cluster's last one. */
  preparationId: string;
  /** ISO 8601. */
  at: string;
  /** One line for a person. */
  summary: string;
  /** A line each, at most `MOST_LINES`. */
  lines: string[];
  /** For programs. */
  data: Record<string, unknown>;
}

type Occasion = Pick<Notice, "cluster" | "preparationId" | "at">;

const MOST_LINES = 10;
const MOST_FINDINGS = 20;
const LONGEST_TEXT = 500;

export function startedNotice(occasion: Occasion, plan: Plan): Notice {
  const { pools, steps, expectedSeconds, gpus, profile } = plan;
  const changing = steps.filter(({ change }) => change !== "none");
  return {
    ...identified("started", occasion),
    summary: `Preparing ${occasion.cluster.name}: ${changing.length} of ${steps.length} steps change something`,
    lines: [
      `${gpus.total} GPUs in ${pools.length} pools, ${gpus.added} of them new; about ${minutes(expectedSeconds)}`,
      ...pools.map(({ spec: { name, vmSize, count } }) => `${name}: ${count} × ${vmSize}`),
    ].slice(0, MOST_LINES),
    data: {
      ...{ profile, expectedSeconds, gpus, steps: { all: steps.length, changing: changing.length } },
      pools: pools.map(({ spec: { name, vmSize, count } }) => ({ name, vmSize, wanted: count })),
    },
  };
}

const ENDED_KIND = {
  ready: "ready",
  notReady: "failed",
  blocked: "blocked",
  cancelled: "cancelled",
} as const satisfies Record<Verdict, NoticeKind>;

const ENDED_WORDS: Record<Verdict, string> = {
  ready: "is ready",
  notReady: "is not ready",
  blocked: "was not touched: something stands in the way",
  cancelled: "was not finished: the run was cancelled",
};

export function endedNotice(record: Omit<RecordSummary, "live">): Notice {
  const { id, cluster, verdict, level, findings, changes, pools, profile, startedAt, finishedAt } = record;
  return {
    ...identified(ENDED_KIND[verdict], { cluster, preparationId: id, at: finishedAt }),
    summary: `${cluster.name} ${ENDED_WORDS[verdict]}`,
    lines: [
      ...pools.map(({ name, wanted, ready }) => `${name}: ${ready} of ${wanted} nodes ready`),
      ...findings.map(findingLine),
    ].slice(0, MOST_LINES),
    data: {
      ...{ profile, verdict, level, pools, changes, startedAt, finishedAt },
      ...{ findingCount: findings.length, findings: findings.slice(0, MOST_FINDINGS).map(shortened) },
    },
  };
}

/** A node that is not as it was proven. */
export interface DriftedNode {
  node: string;
  pool: string;
  /** In words: "node image 202608.14 -> 202609.03". */
  reason: string;
  /** ISO 8601: since when, as far as is known. */
  since?: string;
}

/** `occasion.about`: the verification that found it; with it the notice is the same however often it is told. */
export function driftNotice(occasion: Occasion & { about: string }, nodes: readonly DriftedNode[]): Notice {
  return clusterNotice("drift", occasion, `${counted(nodes)} of ${occasion.cluster.name} changed since proven`, nodes);
}

/** `occasion.about`: the preparation that repaired them. */
export function repairedNotice(occasion: Occasion & { about: string }, nodes: readonly DriftedNode[]): Notice {
  return clusterNotice("repaired", occasion, `${counted(nodes)} of ${occasion.cluster.name} proven again`, nodes);
}

function clusterNotice(
  kind: "drift" | "repaired",
  { about, ...occasion }: Occasion & { about: string },
  summary: string,
  nodes: readonly DriftedNode[],
): Notice {
  return {
    ...{ kind, id: `${about}:${kind}`, ...occasion, summary },
    lines: nodes.map(({ node, reason }) => `${node}: ${shortText(reason)}`).slice(0, MOST_LINES),
    data: { about, nodeCount: nodes.length, nodes: nodes.slice(0, MOST_FINDINGS) },
  };
}

function counted(nodes: readonly unknown[]): string {
  return nodes.length === 1 ? "1 node" : `${nodes.length} nodes`;
}

function identified(kind: NoticeKind, occasion: Occasion): Pick<Notice, "kind" | "id"> & Occasion {
  const { cluster, preparationId, at } = occasion;
  return { kind, id: `${preparationId}:${kind}`, cluster, preparationId, at };
}

function findingLine({ code, subject, found }: Finding): string {
  return `${code} (${subject}): ${shortText(found)}`;
}

function shortened(finding: Finding): Finding {
  return { ...finding, found: shortText(finding.found), action: shortText(finding.action) };
}

function shortText(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT - 1)}…` : text;
}

function minutes(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds / 60));
  return whole === 1 ? "1 minute" : `${whole} minutes`;
}
