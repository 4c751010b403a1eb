/** One verification: what was looked at, and what has changed since the last verdict. */
import type { JSX } from "preact";
import { Checks } from "./checks.tsx";
import { CertificateBar } from "./clusters.tsx";
import { DriftList } from "./drift.tsx";
import { Findings } from "./findings.tsx";
import { Nodes } from "./nodes.tsx";
import { Awaited, Card, Fact, Freshness, Heading, usePresent } from "./parts.tsx";
import { usePolled } from "./polled.ts";
import { clusterPath, links } from "./route.ts";
import type { ClusterRef, VerificationView } from "./shapes.ts";
import { StandingBadge } from "./tone.tsx";
import { age, moment } from "./words.ts";

export function VerificationPage({ cluster, id }: { cluster: ClusterRef; id: string }): JSX.Element {
  const path = `clusters/${clusterPath(cluster)}/verifications/${encodeURIComponent(id)}`;
  const polled = usePolled<VerificationView>(path, { otherwiseSeconds: undefined });
  const { data } = polled;
  return (
    <>
      <Heading
        title={`Verification of ${cluster.name}`}
        trail={
          <>
            <a href={links.clusters}>Clusters</a> / <a href={links.cluster(cluster)}>{cluster.name}</a> / verification{" "}
            <code>{id.slice(0, 8)}</code>
          </>
        }
        beside={
          data !== undefined && (
            <>
              <StandingBadge verdict={data.verdict} status={data.status} />
              {!data.live && <span class="tag">simulated</span>}
            </>
          )
        }
      >
        <Freshness seenAt={polled.seenAt} problem={polled.problem} />
      </Heading>
      {data === undefined ? (
        <Awaited what="the verification" problem={polled.problem} />
      ) : (
        <View view={data} path={path} />
      )}
    </>
  );
}

function View({ view, path }: { view: VerificationView; path: string }): JSX.Element {
  const { startedAt, finishedAt, startedBy, level, nodes, drift, findings, checks, repair, status } = view;
  const at = finishedAt ?? startedAt;
  const now = usePresent(at, ...drift.map(({ since }) => since));
  return (
    <>
      <dl class="facts tiles">
        <Fact name="Level">{level ?? "not known yet"}</Fact>
        <Fact name={finishedAt === undefined ? "Started" : "Ended"}>
          <time dateTime={at} title={moment(at)}>
            {age(at, now)}
          </time>
        </Fact>
        <Fact name="Started by">{startedBy.name}</Fact>
        {nodes !== undefined && (
          <Fact name="Certificates">
            <CertificateBar counts={nodes} />
          </Fact>
        )}
        {repair !== undefined && (
          <Fact name="Repair">
            <a href={links.preparation(repair.id)}>preparation {repair.id.slice(0, 8)}</a>
          </Fact>
        )}
      </dl>
      {drift.length > 0 && (
        <Card title="Drift" wide>
          <DriftList drift={drift} now={now} />
        </Card>
      )}
      {findings.length > 0 && (
        <Card title="Findings" wide>
          <Findings findings={findings} />
        </Card>
      )}
      {checks.length > 0 && (
        <Card title="Cluster checks" wide>
          <Checks checks={checks} />
        </Card>
      )}
      <Nodes path={`${path}/nodes`} revision={status} pools={view.pools} />
    </>
  );
}
