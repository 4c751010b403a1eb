/**
 * installStack: what the cluster needs beside its pools.
 *  1 the installer's access, then every chart at once, each polled until Helm calls it deployed
 *  2 the installer's access is taken away again
 *  3 NodeFeatureRule and NicClusterPolicy (InfiniBand sizes), as soon as their CRDs are established
 *  4 the peermem reloader (AKS-managed drivers on InfiniBand sizes) and the ulimit adjuster
 */
import type { Finding } from "../domain/findings.ts";
import type { ReleaseSpec } from "../domain/helmRelease.ts";
import { type InstallStackInput, ORCHESTRATIONS, type PartResult } from "../domain/orchestrations.ts";
import { done, type Outcome, waiting } from "../domain/outcome.ts";
import type { StackProgress } from "../domain/progress.ts";
import { addChanges, type Changes, type Timing } from "../domain/record.ts";
import {
  type Flow,
  type OrchestrationContext,
  pollUntil,
  registerSubOrchestrator,
  step,
  stepAll,
  valueOf,
} from "./durable.ts";
import { timed } from "./timed.ts";

export function registerInstallStack(): void {
  registerSubOrchestrator(ORCHESTRATIONS.installStack, installStack);
}

type Part = Omit<PartResult, "timings">;

function* installStack(context: OrchestrationContext, input: InstallStackInput): Flow<PartResult> {
  const timings: Timing[] = [];
  const report = stackReporter(context, input);
  const charts = yield* timed(context, timings, "installCharts", "cluster", installCharts(context, input, report));
  if (charts.findings.length > 0) return { ...charts, timings };
  const network = yield* timed(context, timings, "configureNetwork", "cluster", configureNetwork(context, input));
  if (input.stack.rdma) report("network", "done");
  const daemonSets = yield* ensureDaemonSets(context, input, report);
  return {
    changes: addChanges(charts.changes, network.changes, daemonSets.changes),
    findings: [...network.findings, ...daemonSets.findings],
    timings,
  };
}

function* ensureDaemonSets(
  context: OrchestrationContext,
  { scope, stack }: InstallStackInput,
  report: Report,
): Flow<Part> {
  const reloader = stack.peermemReloader
    ? [yield* step(context, "ensurePeermemReloader", { ...scope.run, stack })]
    : [];
  report("peermem-reloader", "done");
  const adjuster = yield* step(context, "ensureUlimitAdjuster", { ...scope.run, stack });
  report("ulimit-adjuster", "done");
  const outcomes = [...reloader, adjuster];
  return {
    changes: addChanges({
      kubernetes: outcomes.filter((outcome) => outcome.kind === "done" && outcome.changed).length,
    }),
    findings: outcomes.flatMap((outcome) => (outcome.kind === "failed" ? [outcome.finding] : [])),
  };
}

function* installCharts(
  context: OrchestrationContext,
  { scope, stack }: InstallStackInput,
  report: Report,
): Flow<Part> {
  const { run, pacing } = scope;
  const installed = new Map<string, Outcome<null>>();
  const attempts = new Map<string, number>();
  const outcome = yield* pollUntil<null>(
    context,
    { expectedSeconds: pacing.chartExpectedSeconds, deadlineSeconds: pacing.chartDeadlineSeconds, pacing },
    function* () {
      const open = stack.releases.filter((release) => installed.get(release.name)?.kind !== "done");
      const results = yield* stepAll(
        context,
        "ensureRelease",
        open.map((release) => ({
          ...run,
          release,
          attempt: attempts.get(release.name) ?? 1,
          deadlineSeconds: pacing.chartDeadlineSeconds,
        })),
      );
      open.forEach((release, index) =>
        noteRelease(release, valueOf(results[index] ?? missing(release)), { installed, attempts, report }),
      );
      return chartsOutcome(stack.releases, installed);
    },
  );
  yield* step(context, "removeInstallerAccess", run);
  const changes = addChanges(
    ...[...installed.values()].map((state) => ({ kubernetes: state.kind === "done" && state.changed ? 1 : 0 })),
  );
  return {
    changes,
    findings:
      outcome.kind === "failed" ? [outcome.finding] : outcome.kind === "late" ? [chartsLate(outcome.reason)] : [],
  };
}

interface ChartNotes {
  installed: Map<string, Outcome<null>>;
  attempts: Map<string, number>;
  report: Report;
}

const MOST_CHART_ATTEMPTS = 2;

/** A failed installation gets one more Job; the second failure counts. */
function noteRelease(release: ReleaseSpec, outcome: Outcome<null>, { installed, attempts, report }: ChartNotes): void {
  const attempt = attempts.get(release.name) ?? 1;
  const mayTryAgain = outcome.kind === "failed" && attempt < MOST_CHART_ATTEMPTS;
  if (mayTryAgain) attempts.set(release.name, attempt + 1);
  const noted = mayTryAgain ? waiting(`${release.name}: trying again`) : outcome;
  installed.set(release.name, noted);
  report(release.name, noted.kind === "waiting" ? noted.reason : noted.kind);
}

function chartsOutcome(releases: readonly ReleaseSpec[], installed: ReadonlyMap<string, Outcome<null>>): Outcome<null> {
  const states = releases.map((release) => installed.get(release.name));
  const failure = states.find((state) => state?.kind === "failed");
  const open = states.find((state) => state?.kind === "waiting");
  return open ?? failure ?? done(null, false);
}

function missing(release: ReleaseSpec): never {
  throw new Error(`ensureRelease gave no result for ${release.name}`);
}

function* configureNetwork(context: OrchestrationContext, { scope, stack }: InstallStackInput): Flow<Part> {
  if (!stack.rdma) return { changes: addChanges(), findings: [] };
  const { pacing } = scope;
  const outcome = yield* pollUntil(
    context,
    { expectedSeconds: 0, deadlineSeconds: pacing.settleDeadlineSeconds, pacing },
    () => step(context, "ensureNetworkResources", { ...scope.run, stack }),
  );
  const changes: Changes = addChanges({ kubernetes: outcome.kind === "done" ? outcome.value.changed : 0 });
  if (outcome.kind === "failed") return { changes, findings: [outcome.finding] };
  return { changes, findings: outcome.kind === "late" ? [crdLate(outcome.reason)] : [] };
}

type Report = (item: string, state: string) => void;

function stackReporter(context: OrchestrationContext, { stack }: InstallStackInput): Report {
  const names = [
    ...stack.releases.map((release) => release.name),
    ...(stack.rdma ? ["network"] : []),
    ...(stack.peermemReloader ? ["peermem-reloader"] : []),
    "ulimit-adjuster",
  ];
  const states = new Map(names.map((name) => [name, "waiting"]));
  return (item, state) => {
    if (states.has(item)) states.set(item, state);
    const progress: StackProgress = { items: [...states].map(([name, value]) => ({ name, state: value })) };
    context.df.setCustomStatus(progress);
  };
}

function chartsLate(reason: string): Finding {
  return {
    code: "HelmReleaseFailed",
    severity: "fail",
    subject: "cluster",
    found: `the charts were not installed in time: ${reason}`,
    action:
      "Read the logs of the helmfile Jobs in namespace lamplighter-system; check that the cluster reaches the chart repository and images.",
  };
}

function crdLate(reason: string): Finding {
  return {
    code: "CrdNotEstablished",
    severity: "fail",
    subject: "cluster",
    found: reason,
    action: "Check the network operator's pods in namespace network-operator, then run again.",
  };
}
