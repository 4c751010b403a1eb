/** A cluster's verdicts over time, newest first. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { call, type Problem } from "./api.ts";
import { Card, ProblemBox, usePresent } from "./parts.tsx";
import { runLink } from "./route.ts";
import type { ClusterRef, HistoryItem } from "./shapes.ts";
import { Badge, StandingBadge } from "./tone.tsx";
import { age, count, duration, moment } from "./words.ts";

interface HistoryProps {
  cluster: ClusterRef;
  path: string;
  /** Another one: there may be a new verdict. */
  revision: string;
}

interface Page {
  verifications: HistoryItem[];
  links: { next?: string };
}

export function History({ cluster, path, revision }: HistoryProps): JSX.Element {
  const [{ items, next }, setPages] = useState<{ items: HistoryItem[]; next?: string | undefined }>({ items: [] });
  const [problem, setProblem] = useState<Problem>();
  const now = usePresent(...items.map(({ startedAt, finishedAt = startedAt }) => finishedAt));
  const read = async (from: string, before: HistoryItem[]) => {
    const answer = await call<Page>(from);
    if (!answer.ok) return setProblem(answer.problem);
    setProblem(undefined);
    return setPages({ items: [...before, ...answer.body.verifications], next: answer.body.links.next });
  };
  useEffect(() => void read(path, []), [path, revision]);
  return (
    <Card title="History" wide>
      {problem !== undefined && <ProblemBox problem={problem} />}
      <ol class="timeline">
        {items.map((item) => (
          <Moment key={item.id} item={item} cluster={cluster} now={now} />
        ))}
      </ol>
      {next !== undefined && (
        <button type="button" class="plain" onClick={() => void read(next, items)}>
          Show older ones
        </button>
      )}
    </Card>
  );
}

function Moment({ item, cluster, now }: { item: HistoryItem; cluster: ClusterRef; now: number }): JSX.Element {
  const { kind, startedBy, status, verdict, level, startedAt, finishedAt, findings, drift, reason } = item;
  const at = finishedAt ?? startedAt;
  return (
    <li class={`timeline-item verdict-${verdict ?? status}`}>
      <p class="timeline-head">
        <a href={runLink(cluster, item)}>{kind === "preparation" ? "Preparation" : "Verification"}</a>
        <StandingBadge verdict={verdict} status={status} />
        {level !== undefined && level !== "none" && <span class="tag">{level}</span>}
        {drift.length > 0 && <Badge tone="warn">{count(drift.length, "drift", "drifted")}</Badge>}
        <time class="muted" dateTime={at} title={moment(at)}>
          {age(at, now)}
        </time>
      </p>
      <p class="muted">
        {startedBy === undefined ? "on request" : `by ${startedBy.name}`}
        {finishedAt !== undefined && `, took ${duration(Date.parse(finishedAt) - Date.parse(startedAt))}`}
        {findings.length > 0 && ` · ${findings.join(", ")}`}
      </p>
      {reason !== undefined && <p>{reason}</p>}
      {drift.slice(0, MOST_DRIFT).map(({ subject, was, is }) => (
        <p key={subject}>
          {subject.replace("/", " ")}: {was} → {is}
        </p>
      ))}
    </li>
  );
}

const MOST_DRIFT = 3;
