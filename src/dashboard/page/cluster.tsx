/** One cluster: whether its certificates hold and why not, its verdicts over time, and "verify now". */
import type { JSX } from "preact";
import { CertificateBar } from "./clusters.tsx";
import { Action } from "./dialog.tsx";
import { DriftList } from "./drift.tsx";
import { Findings } from "./findings.tsx";
import { History } from "./history.tsx";
import type { Lapsed } from "./nodeStanding.ts";
import { Nodes } from "./nodes.tsx";
import { Awaited, Card, Fact, Freshness, Heading, usePresent } from "./parts.tsx";
import { usePolled } from "./polled.ts";
import { RetryAction } from "./retryAction.tsx";
import { clusterPath, links, runLink } from "./route.ts";
import type { ClusterRef, ClusterView, RunLink } from "./shapes.ts";
import { Badge, StandingBadge, ToneIcon } from "./tone.tsx";
import { age, moment } from "./words.ts";

const LOOK_SECONDS = 5;

export function ClusterPage({ cluster }: { cluster: ClusterRef }): JSX.Element {
  const path = `clusters/${clusterPath(cluster)}`;
  const polled = usePolled<ClusterView>(path, { otherwiseSeconds: LOOK_SECONDS });
  const { data } = polled;
  return (
    <>
      <Heading
        title={cluster.name}
        trail={
          <>
            <a href={links.clusters}>Clusters</a> / {cluster.resourceGroup}
          </>
        }
        beside={data !== undefined && <StandingBadge verdict={data.verdict} />}
      >
        <div class="heading-row">
          <Freshness seenAt={polled.seenAt} problem={polled.problem} />
          {data !== undefined && (
            <div class="buttons">
              <Actions view={data} path={path} />
            </div>
          )}
        </div>
      </Heading>
      {data === undefined ? <Awaited what="the cluster" problem={polled.problem} /> : <View view={data} path={path} />}
    </>
  );
}

function Actions({ view, path }: { view: ClusterView; path: string }): JSX.Element {
  const { cluster, running } = view;
  if (running !== undefined) {
    return (
      <a class="button plain" href={runLink(cluster, running)}>
        <Badge tone="busy">{running.kind} running</Badge>
      </a>
    );
  }
  const mended = view.drift > 0 ? view.prepared : undefined;
  return (
    <>
      {mended !== undefined && <RetryAction id={mended.id} label="Repair" kind="primary" />}
      <VerifyAction cluster={cluster} path={path} kind={mended === undefined ? "primary" : "plain"} />
    </>
  );
}

interface VerifyActionProps {
  cluster: ClusterRef;
  path: string;
  kind: "primary" | "plain";
}

function VerifyAction({ cluster, path, kind }: VerifyActionProps): JSX.Element {
  return (
    <Action
      label="Verify now"
      kind={kind}
      question={`Verify ${cluster.name} now?`}
      explanation={
        <p>Every node is probed afresh. Nothing is changed and no workload is disturbed; it takes about a minute.</p>
      }
      confirm="Verify"
      path={`${path}/verifications`}
      body={() => ({})}
      onDone={({ id }) => {
        location.hash = links.verification(cluster, id);
      }}
    />
  );
}

function View({ view, path }: { view: ClusterView; path: string }): JSX.Element {
  const { verifiedAt, level, profile, schedule, nodes, run } = view;
  const now = usePresent(verifiedAt, ...view.drifted.map(({ since }) => since));
  const revision = `${run?.id ?? ""}/${view.running?.id ?? ""}`;
  return (
    <>
      <dl class="facts tiles">
        <Fact name="Level">{level ?? "none"}</Fact>
        <Fact name="Verified">
          {verifiedAt === undefined ? (
            "never"
          ) : (
            <time dateTime={verifiedAt} title={moment(verifiedAt)}>
              {age(verifiedAt, now)}
            </time>
          )}
        </Fact>
        {profile !== undefined && <Fact name="Profile">{profile}</Fact>}
        {schedule !== undefined && (
          <Fact name="Re-verified">
            {schedule.reverify
              ? `on schedule, repair ${schedule.repair === "auto" ? "by itself" : "when asked"}`
              : "when asked"}
          </Fact>
        )}
        {nodes !== undefined && (
          <Fact name="Certificates">
            <CertificateBar counts={nodes} />
          </Fact>
        )}
      </dl>
      {view.drifted.length > 0 && (
        <Card title="Drift" wide>
          <DriftList drift={view.drifted} now={now} />
        </Card>
      )}
      {view.findings.length > 0 && (
        <Card title="Findings of the last verdict" wide>
          <Findings findings={view.findings} />
        </Card>
      )}
      <Certificates view={view} />
      {run !== undefined && (
        <Nodes
          path={evidencePath(path, run)}
          revision={revision}
          pools={view.prepared?.pools ?? []}
          lapsed={lapsedOf(view)}
        />
      )}
      <History cluster={view.cluster} path={`${path}/verifications`} revision={revision} />
    </>
  );
}

function evidencePath(path: string, { kind, id }: RunLink): string {
  const run = encodeURIComponent(id);
  return kind === "preparation" ? `preparations/${run}/nodes` : `${path}/verifications/${run}/nodes`;
}

function lapsedOf({ nodesInTrouble }: ClusterView): Lapsed {
  return new Map(nodesInTrouble.map(({ name, state, reason }) => [name, { state, reason }]));
}

function Certificates({ view: { pools, nodesInTrouble } }: { view: ClusterView }): JSX.Element {
  return (
    <Card title="Certificates" wide>
      <ul class="pools">
        {pools.map(({ name, ...counts }) => (
          <li key={name} class="pool">
            <h3>{name}</h3>
            <CertificateBar counts={counts} />
          </li>
        ))}
      </ul>
      {nodesInTrouble.length > 0 && (
        <ul class="notices">
          {nodesInTrouble.map(({ name, state, reason }) => (
            <li key={name} class={`notice tone-${state === "stale" ? "warn" : "none"}`}>
              <ToneIcon tone={state === "stale" ? "warn" : "none"} />
              <div>
                <p class="notice-head">
                  <strong>{name}</strong>
                  <span>{state}</span>
                </p>
                <p>{reason}</p>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
