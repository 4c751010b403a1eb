/** The conclusion of a run: the verdict, and how it was reached. */
import type { Verdict, VerificationRecord } from "../../../src/domain/record.ts";
import type { PlannedPath } from "../../../src/domain/wellLitPaths.ts";
import { spokenTime } from "../terminal/duration.ts";
import { cell, type Line, type Span, span } from "../terminal/line.ts";

const LABEL_WIDTH = 10;

export function verdictLines(record: VerificationRecord): Line[] {
  return [
    verdictLine(record),
    fact("profile", record.profile),
    fact("level", levelInWords(record)),
    fact("changes", changesInWords(record)),
    ...(record.wellLitPaths ?? []).map((path) => fact("path", pathInWords(path))),
    fact("took", `${spokenTime(Date.parse(record.finishedAt) - Date.parse(record.startedAt))}${timeOf(record)}`),
    fact("world", record.live ? "live" : "simulated: no cluster of yours was touched"),
    fact("record", record.id),
  ];
}

const VERDICTS: Record<Verdict, { mark: Span; words: string }> = {
  ready: { mark: span("✓ ready", "good"), words: "is ready for llm-d" },
  notReady: { mark: span("✗ not ready", "bad"), words: "is not ready for llm-d: the findings say why" },
  blocked: { mark: span("✗ blocked", "bad"), words: "was left as it is: a person must act first" },
  cancelled: { mark: span("✗ cancelled", "warn"), words: "is as far as the run had come" },
};

function verdictLine({ verdict, cluster }: VerificationRecord): Line {
  const { mark, words } = VERDICTS[verdict];
  return [mark, span(`  ${cluster.name}`, "strong"), span(` ${words}`)];
}

function levelInWords({ level, nodes, pools }: VerificationRecord): string {
  const wanted = pools.reduce((sum, pool) => sum + pool.wanted, 0);
  const ready = nodes.filter((node) => node.verdict === "ready").length;
  return `${level === "none" ? "none reached" : level}, ${ready} of ${wanted} nodes ready`;
}

function changesInWords({ verdict, changes }: VerificationRecord): string {
  const { arm, kubernetes, nodes } = changes;
  if (arm + kubernetes + nodes === 0) return verdict === "ready" ? "none: everything was in order already" : "none";
  return `${arm} in Azure, ${kubernetes} in Kubernetes, ${nodes === 1 ? "1 node" : `${nodes} nodes`} edited`;
}

function pathInWords({ path, pools, notes }: PlannedPath): string {
  const where = pools.length === 0 ? "no pool can serve it" : `on ${pools.join(", ")}`;
  return [`${path} ${where}`, ...notes].join("; ");
}

function timeOf({ live }: VerificationRecord): string {
  return live ? "" : " of simulated time";
}

function fact(label: string, text: string): Line {
  return [span("  "), cell(label, LABEL_WIDTH, "dim"), span(text)];
}
