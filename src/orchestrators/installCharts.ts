/** Every chart at once, each by a Job in the cluster, until Helm calls it deployed; then the Jobs' access is taken away. */
import type { Finding } from "../domain/findings.ts";
import type { ReleaseSpec } from "../domain/helmRelease.ts";
import type { InstallStackInput } from "../domain/orchestrations.ts";
import { done, failed, type Outcome, type Settled, type Waiting, waiting } from "../domain/outcome.ts";
import type { StepOutput } from "../domain/steps.ts";
import { type Flow, type Late, now, type OrchestrationContext, pollUntil, settle, step, stepAll } from "./durable.ts";
import { faultFinding } from "./faultFinding.ts";
import type { PartNotes } from "./partNotes.ts";
import type { StackReport } from "./stackReporter.ts";

interface Surroundings {
  notes: PartNotes;
  report: StackReport;
}

interface Chart {
  release: ReleaseSpec;
  attempt: number;
  outcome: Outcome<Finding | null>;
}

export function* installCharts(
  context: OrchestrationContext,
  { scope, stack }: InstallStackInput,
  { notes, report }: Surroundings,
): Flow<void> {
  const { run, pacing } = scope;
  const charts = stack.releases.map((release): Chart => ({ release, attempt: 1, outcome: waiting("not asked yet") }));
  const outcome = yield* pollUntil<null>(
    context,
    { expectedSeconds: pacing.chartExpectedSeconds, deadlineSeconds: pacing.chartDeadlineSeconds, pacing },
    function* () {
      const open = charts.filter((chart) => chart.outcome.kind === "waiting");
      const inputs = open.map(({ release, attempt }) => ({
        ...run,
        release,
        attempt,
        deadlineSeconds: pacing.chartDeadlineSeconds,
        askedAt: now(context),
      }));
      const answers = yield* stepAll(context, "ensureRelease", inputs);
      open.forEach((chart, index) => noteAnswer(chart, answers[index], report));
      return charts.map((chart) => chart.outcome).find(isWaiting) ?? done(null, false);
    },
  );
  // closeRun takes away what could not be taken away here.
  yield* settle("removeInstallerAccess", step(context, "removeInstallerAccess", run));
  for (const { outcome: state } of charts) {
    if (state.kind === "done" && state.changed) notes.changed({ kubernetes: 1 });
    if (state.kind === "failed") notes.found(state.finding);
    if (state.kind === "done" && state.value !== null) notes.found(state.value);
  }
  if (outcome.kind === "late") notes.found(chartsLate(outcome));
}

const MOST_CHART_ATTEMPTS = 2;

/** A failed installation gets one more Job; the second failure counts. */
function noteAnswer(chart: Chart, answer: Settled<StepOutput<"ensureRelease">> | undefined, report: StackReport): void {
  const { name } = chart.release;
  if (answer === undefined) throw new Error(`ensureRelease gave no result for ${name}`);
  const outcome = answer.ok ? answer.value : failed(faultFinding(answer.fault, `release/${name}`));
  const mayTryAgain = answer.ok && outcome.kind === "failed" && chart.attempt < MOST_CHART_ATTEMPTS;
  if (mayTryAgain) chart.attempt += 1;
  chart.outcome = mayTryAgain ? waiting(`${name}: trying again`) : outcome;
  report(name, stateText(chart.outcome));
}

function isWaiting<T>(outcome: Outcome<T>): outcome is Waiting {
  return outcome.kind === "waiting";
}

function stateText(outcome: Outcome<unknown>): string {
  if (!isWaiting(outcome)) return outcome.kind;
  return outcome.code === undefined ? outcome.reason : `${outcome.code}: ${outcome.reason}`;
}

function chartsLate({ reason, code = "HelmReleaseFailed" }: Late): Finding {
  return {
    code,
    severity: "fail",
    subject: "cluster",
    found: `the charts were not installed in time: ${reason}`,
    action:
      "Read the logs of the helmfile Jobs in namespace lamplighter-system; check that the cluster reaches the chart repository and images.",
  };
}
