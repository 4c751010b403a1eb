/** One preparation: live while it runs, its record afterwards, at the same address. */
import type { JSX } from "preact";
import { Checks } from "./checks.tsx";
import { Action } from "./dialog.tsx";
import { Findings } from "./findings.tsx";
import { Gantt } from "./gantt.tsx";
import { LivePools } from "./livePools.tsx";
import { Nodes } from "./nodes.tsx";
import { Awaited, Card, Fact, Freshness, Heading, usePresent } from "./parts.tsx";
import { PodContractCard } from "./podContract.tsx";
import { type Polled, usePolled } from "./polled.ts";
import { RetryAction } from "./retryAction.tsx";
import { links } from "./route.ts";
import type { FinishedPreparation, Preparation, RunningPreparation } from "./shapes.ts";
import { chartOfRecord, chartOfRun } from "./spans.ts";
import { StandingBadge, ToneIcon } from "./tone.tsx";
import { age, count, duration, inWords, moment } from "./words.ts";

export function PreparationPage({ id }: { id: string }): JSX.Element {
  const path = `preparations/${encodeURIComponent(id)}`;
  const polled = usePolled<Preparation>(path, { otherwiseSeconds: undefined });
  const { data } = polled;
  if (data === undefined) {
    return (
      <>
        <Heading title="Preparation" />
        <Awaited what="the preparation" problem={polled.problem} />
      </>
    );
  }
  return (
    <>
      <Head preparation={data} polled={polled} />
      {data.findings.length > 0 && (
        <Card title="Findings" wide>
          <Findings findings={data.findings} />
        </Card>
      )}
      {data.status === "finished" ? <Finished preparation={data} /> : <Running preparation={data} />}
      <Nodes path={`${path}/nodes`} revision={revisionOf(data)} pools={data.pools} />
    </>
  );
}

/** Evidence is written while the run verifies, and is all there when it has ended. */
function revisionOf(data: Preparation): string {
  return data.status === "finished" ? "finished" : data.phase;
}

function Head({ preparation, polled }: { preparation: Preparation; polled: Polled<Preparation> }): JSX.Element {
  const { cluster, status, id, live } = preparation;
  const verdict = preparation.status === "finished" ? preparation.verdict : undefined;
  return (
    <Heading
      title={cluster.name}
      trail={
        <>
          <a href={links.cluster(cluster)}>{cluster.resourceGroup}</a> / preparation <code>{id.slice(0, 8)}</code>
        </>
      }
      beside={
        <>
          <StandingBadge verdict={verdict} status={status} />
          {!live && <span class="tag">simulated</span>}
        </>
      }
    >
      <div class="heading-row">
        <Freshness seenAt={polled.seenAt} problem={polled.problem} />
        <div class="buttons">
          <Actions preparation={preparation} refresh={polled.refresh} />
        </div>
      </div>
    </Heading>
  );
}

function Actions({ preparation, refresh }: { preparation: Preparation; refresh(): void }): JSX.Element {
  const { id, status } = preparation;
  if (status !== "running") return <RetryAction id={id} />;
  if (preparation.cancellation !== undefined) {
    return (
      <p class="muted" role="status">
        Cancelling: asked for by {preparation.cancellation.by}. What was begun on a node is finished.
      </p>
    );
  }
  return (
    <Action
      label="Cancel"
      kind="danger"
      question="Stop this preparation?"
      explanation={
        <p>
          It stops where nothing is left half-done: what was begun on a node is finished, cordons are lifted, and the
          record says what was changed. Pools and charts stay.
        </p>
      }
      confirm="Stop the preparation"
      path={`preparations/${encodeURIComponent(id)}/cancel`}
      body={() => ({ reason: "stopped from the dashboard" })}
      onDone={refresh}
    />
  );
}

const PHASES = ["planning", "preparing", "settling", "verifying", "recording"];

function Running({ preparation }: { preparation: RunningPreparation }): JSX.Element {
  const chart = chartOfRun(preparation);
  const reached = PHASES.indexOf(preparation.phase);
  return (
    <>
      {preparation.status === "running" && (
        <ol class="phases" aria-label="Phases">
          {PHASES.map((phase, index) => (
            <li
              key={phase}
              class={index < reached ? "is-done" : index === reached ? "is-current" : ""}
              aria-current={index === reached ? "step" : undefined}
            >
              <ToneIcon tone={index < reached ? "good" : index === reached ? "busy" : "none"} />
              {inWords(phase)}
            </li>
          ))}
        </ol>
      )}
      {chart !== undefined && (
        <Card title="Timeline" wide>
          <Gantt label="Steps so far" {...chart} />
        </Card>
      )}
      <Card title="Pools" wide>
        <LivePools pools={preparation.pools} />
      </Card>
      {preparation.nodesInTrouble.length > 0 && (
        <Card title="Nodes that are waited for" wide>
          <ul class="notices">
            {preparation.nodesInTrouble.map(({ node, reason, action }) => (
              <li key={node} class="notice tone-busy">
                <ToneIcon tone="busy" />
                <div>
                  <p class="notice-head">
                    <strong>{node}</strong>
                    <span>{reason}</span>
                  </p>
                  <p class="action">If it lasts: {action}</p>
                </div>
              </li>
            ))}
          </ul>
        </Card>
      )}
    </>
  );
}

function Finished({ preparation }: { preparation: FinishedPreparation }): JSX.Element {
  const { level, changes, startedAt, finishedAt, pools, checks, timings, podContract, profile } = preparation;
  const now = usePresent(finishedAt);
  const [ready, wanted] = [sumOf(pools, "ready"), sumOf(pools, "wanted")];
  return (
    <>
      <dl class="facts tiles">
        <Fact name="Level">{level === "none" ? "none" : level}</Fact>
        <Fact name="Nodes ready">
          {ready.toLocaleString()} of {wanted.toLocaleString()}
        </Fact>
        <Fact name="Took">{duration(Date.parse(finishedAt) - Date.parse(startedAt))}</Fact>
        <Fact name="Ended">
          <time dateTime={finishedAt} title={moment(finishedAt)}>
            {age(finishedAt, now)}
          </time>
        </Fact>
        <Fact name="Changes">
          {changes.arm} in Azure, {changes.kubernetes} in Kubernetes, {count(changes.nodes, "node")}
        </Fact>
        <Fact name="Profile">{profile}</Fact>
      </dl>
      {timings.length > 0 && (
        <Card title="Where the time went" wide>
          <Gantt label="Steps of the run" {...chartOfRecord(preparation)} />
        </Card>
      )}
      {checks.length > 0 && (
        <Card title="Cluster checks" wide>
          <details>
            <summary>
              {checks.filter(({ status }) => status === "passed").length} of {checks.length} passed
            </summary>
            <Checks checks={checks} />
          </details>
        </Card>
      )}
      {podContract !== undefined && <PodContractCard contract={podContract} />}
    </>
  );
}

function sumOf(pools: FinishedPreparation["pools"], field: "ready" | "wanted"): number {
  return pools.reduce((sum, pool) => sum + pool[field], 0);
}
