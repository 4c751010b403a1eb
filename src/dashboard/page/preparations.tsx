/** Every preparation, newest first. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { call, type Problem } from "./api.ts";
import { Awaited, Freshness, Heading, ProblemBox, usePresent } from "./parts.tsx";
import { usePolled } from "./polled.ts";
import { links } from "./route.ts";
import type { PreparationItem } from "./shapes.ts";
import { StandingBadge } from "./tone.tsx";
import { age, duration, moment } from "./words.ts";

interface Page {
  preparations: PreparationItem[];
  links: { next?: string };
}

const LOOK_SECONDS = 15;

export function PreparationsPage(): JSX.Element {
  const polled = usePolled<Page>("preparations", { otherwiseSeconds: LOOK_SECONDS });
  const [older, setOlder] = useState<Page>();
  const [problem, setProblem] = useState<Problem>();
  const { data } = polled;
  const next = older === undefined ? data?.links.next : older.links.next;
  const showOlder = async () => {
    const answer = await call<Page>(next ?? "");
    if (!answer.ok) return setProblem(answer.problem);
    const preparations = [...(older?.preparations ?? []), ...answer.body.preparations];
    return setOlder({ preparations, links: answer.body.links });
  };
  return (
    <>
      <Heading title="Preparations">
        <Freshness seenAt={polled.seenAt} problem={polled.problem} />
      </Heading>
      {data === undefined ? (
        <Awaited what="preparations" problem={polled.problem} />
      ) : (
        <PreparationList items={unique([...data.preparations, ...(older?.preparations ?? [])])} />
      )}
      {problem !== undefined && <ProblemBox problem={problem} />}
      {next !== undefined && (
        <button type="button" class="plain" onClick={() => void showOlder()}>
          Show older ones
        </button>
      )}
    </>
  );
}

/** New ones push others onto the next page. */
function unique(items: readonly PreparationItem[]): PreparationItem[] {
  return [...new Map(items.map((item) => [item.id, item])).values()];
}

export function PreparationList({ items }: { items: readonly PreparationItem[] }): JSX.Element {
  const now = usePresent(...items.flatMap(({ finishedAt }) => finishedAt ?? []));
  if (items.length === 0) {
    return (
      <p class="empty">
        Nothing has been prepared yet. <a href={links.new}>Plan a preparation</a>
      </p>
    );
  }
  return (
    <ul class="rows">
      {items.map((item) => (
        <PreparationRow key={item.id} item={item} now={now} />
      ))}
    </ul>
  );
}

function PreparationRow({ item, now }: { item: PreparationItem; now: number }): JSX.Element {
  const { id, cluster, status, verdict, acceptedAt, finishedAt, retryOf } = item;
  const at = finishedAt ?? acceptedAt;
  return (
    <li>
      <a class="row" href={links.preparation(id)}>
        <span class="row-main">
          <strong>{cluster.name}</strong>
          <span class="muted">
            {cluster.resourceGroup} · <code>{id.slice(0, 8)}</code>
            {retryOf !== undefined && " · run again"}
          </span>
        </span>
        <StandingBadge verdict={verdict} status={status} />
        <time class="row-age muted" dateTime={at} title={moment(at)}>
          {status === "running" ? `for ${duration(now - Date.parse(acceptedAt))}` : age(at, now)}
        </time>
      </a>
    </li>
  );
}
