/** Every chart at once, each by a Job in the cluster, until Helm calls it deployed; then the Jobs' access is taken away. */
import type { Finding } from "../domain/findings.ts";
import type { ReleaseSpec } from "../domain/helmRelease.ts";
import type { InstallStackInput } from "../domain/orchestrations.ts";
import { done, failed, type Outcome, type Settled, waiting } from "../domain/outcome.ts";
import { type Flow, type OrchestrationContext, pollUntil, settle, step, stepAll } from "./durable.ts";
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
  outcome: Outcome<null>;
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
      }));
      const answers = yield* stepAll(context, "ensureRelease", inputs);
      open.forEach((chart, index) => noteAnswer(chart, answers[index], report));
      return charts.find((chart) => chart.outcome.kind === "waiting")?.outcome ?? done(null, false);
    },
  );
  // closeRun takes away what could not be taken away here.
  yield* settle("removeInstallerAccess", step(context, "removeInstallerAccess", run));
  for (const { outcome: state } of charts) {
    if (state.kind === "done" && state.changed) notes.changed({ kubernetes: 1 });
    if (state.kind === "failed") notes.found(state.finding);
  }
  if (outcome.kind === "late") notes.found(chartsLate(outcome.reason));
}

const MOST_CHART_ATTEMPTS = 2;

/** A failed installation gets one more Job; the second failure counts. */
function noteAnswer(chart: Chart, answer: Settled<Outcome<null>> | undefined, report: StackReport): void {
  const { name } = chart.release;
  if (answer === undefined) throw new Error(`ensureRelease gave no result for ${name}`);
  const outcome = answer.ok ? answer.value : failed(faultFinding(answer.fault, `release/${name}`));
  const mayTryAgain = answer.ok && outcome.kind === "failed" && chart.attempt < MOST_CHART_ATTEMPTS;
  if (mayTryAgain) chart.attempt += 1;
  chart.outcome = mayTryAgain ? waiting(`${name}: trying again`) : outcome;
  report(name, chart.outcome.kind === "waiting" ? chart.outcome.reason : chart.outcome.kind);
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
