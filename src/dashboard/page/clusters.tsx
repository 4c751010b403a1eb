/** Every cluster that was ever prepared: its last verdict, how old that is, and what has drifted since. */
import type { JSX } from "preact";
import { Awaited, Freshness, Heading, usePresent } from "./parts.tsx";
import { usePolled } from "./polled.ts";
import { links } from "./route.ts";
import type { CertificateCounts, ClusterItem } from "./shapes.ts";
import { Badge, StandingBadge } from "./tone.tsx";
import { age, count, moment } from "./words.ts";

const LOOK_SECONDS = 15;

export function ClustersPage(): JSX.Element {
  const polled = usePolled<{ clusters: ClusterItem[] }>("clusters", { otherwiseSeconds: LOOK_SECONDS });
  const clusters = polled.data?.clusters;
  const now = usePresent(...(clusters ?? []).flatMap(({ verifiedAt }) => verifiedAt ?? []));
  return (
    <>
      <Heading
        title="Clusters"
        beside={
          <a class="primary button" href={links.new}>
            Prepare a cluster
          </a>
        }
      >
        <Freshness seenAt={polled.seenAt} problem={polled.problem} />
      </Heading>
      {clusters === undefined && <Awaited what="clusters" problem={polled.problem} />}
      {clusters?.length === 0 && <Nothing />}
      <ul class="tiles clusters">
        {clusters?.map((item) => (
          <ClusterTile key={links.cluster(item.cluster)} item={item} now={now} />
        ))}
      </ul>
    </>
  );
}

function Nothing(): JSX.Element {
  return (
    <div class="empty">
      <p>No cluster has been prepared yet.</p>
      <p>
        <a href={links.new}>Plan a preparation</a>: nothing is changed before you have seen what would be.
      </p>
    </div>
  );
}

function ClusterTile({ item, now }: { item: ClusterItem; now: number }): JSX.Element {
  const { cluster, verdict, level, verifiedAt, nodes, drift, running } = item;
  return (
    <li>
      <a class="tile" href={links.cluster(cluster)}>
        <span class="tile-head">
          <strong>{cluster.name}</strong>
          <StandingBadge verdict={verdict} />
        </span>
        <span class="muted">{cluster.resourceGroup}</span>
        <span class="tile-facts">
          {verifiedAt === undefined ? (
            <span class="muted">never verified</span>
          ) : (
            <time dateTime={verifiedAt} title={moment(verifiedAt)}>
              {level !== undefined && level !== "none" && `${level}, `}
              {age(verifiedAt, now)}
            </time>
          )}
          {nodes !== undefined && <CertificateBar counts={nodes} />}
        </span>
        <span class="tile-foot">
          {drift > 0 && <Badge tone="warn">{count(drift, "drift", "drifted")}</Badge>}
          {running !== undefined && <Badge tone="busy">{running.kind} running</Badge>}
        </span>
      </a>
    </li>
  );
}

/** How many certificates hold, in words and as a bar. */
export function CertificateBar({ counts: { valid, stale, unverified } }: { counts: CertificateCounts }): JSX.Element {
  const parts = [
    { tone: "good", number: valid, word: "valid" },
    { tone: "warn", number: stale, word: "stale" },
    { tone: "none", number: unverified, word: "unverified" },
  ].filter(({ number }) => number > 0);
  return (
    <span class="certificates">
      <span class="stack-bar" aria-hidden="true">
        {parts.map(({ tone, number }) => (
          <span key={tone} class={`tone-${tone}`} style={{ flexGrow: number }} />
        ))}
      </span>
      {parts.length === 0
        ? "no nodes"
        : parts.map(({ number, word }) => `${number.toLocaleString()} ${word}`).join(", ")}
    </span>
  );
}
