/**
 * installStack: what the cluster needs beside its pools.
 *  1 the installer's access, then every chart at once, each polled until Helm calls it deployed
 *  2 the installer's access is taken away again
 *  3 NodeFeatureRule and NicClusterPolicy (InfiniBand sizes), as soon as their CRDs are established
 *  4 the peermem reloader (AKS-managed drivers on InfiniBand sizes) and the ulimit adjuster
 *  5 if any of it failed: the pools are told, so that they do not wait for what will not come
 */
import type { Finding } from "../domain/findings.ts";
import { type InstallStackInput, ORCHESTRATIONS, type PartResult } from "../domain/orchestrations.ts";
import type { Outcome } from "../domain/outcome.ts";
import { type Flow, type OrchestrationContext, pollUntil, registerSubOrchestrator, settle, step } from "./durable.ts";
import { installCharts } from "./installCharts.ts";
import { PartNotes, runPart } from "./partNotes.ts";
import { type StackReport, stackReporter } from "./stackReporter.ts";
import { timed } from "./timed.ts";

export function registerInstallStack(): void {
  registerSubOrchestrator(ORCHESTRATIONS.installStack, installStack);
}

function* installStack(context: OrchestrationContext, input: InstallStackInput): Flow<PartResult> {
  const notes = new PartNotes();
  const result = yield* runPart("cluster", notes, installWholeStack(context, input, notes));
  const failure = result.findings.find(({ severity }) => severity !== "warn");
  // Not noted: the pools wait for their nodes until their own deadline.
  if (failure !== undefined) {
    yield* settle("noteStackFailure", step(context, "noteStackFailure", { ...input.scope.run, code: failure.code }));
  }
  return result;
}

function* installWholeStack(context: OrchestrationContext, input: InstallStackInput, notes: PartNotes): Flow<void> {
  const report = stackReporter(context, input.stack);
  const charts = installCharts(context, input, { notes, report });
  yield* timed(context, notes.timings, "installCharts", "cluster", charts);
  if (notes.hasFailed) return;
  const network = configureNetwork(context, input, notes);
  yield* timed(context, notes.timings, "configureNetwork", "cluster", network);
  if (input.stack.rdma) report("network", "done");
  yield* ensureDaemonSets(context, input, { notes, report });
}

function* configureNetwork(
  context: OrchestrationContext,
  { scope, stack }: InstallStackInput,
  notes: PartNotes,
): Flow<void> {
  if (!stack.rdma) return;
  const { pacing } = scope;
  const outcome = yield* pollUntil(
    context,
    { expectedSeconds: 0, deadlineSeconds: pacing.settleDeadlineSeconds, pacing },
    () => step(context, "ensureNetworkResources", { ...scope.run, stack }),
  );
  if (outcome.kind === "done") notes.changed({ kubernetes: outcome.value.changed });
  if (outcome.kind === "failed") notes.found(outcome.finding);
  if (outcome.kind === "late") notes.found(crdLate(outcome.reason));
}

function* ensureDaemonSets(
  context: OrchestrationContext,
  { scope, stack }: InstallStackInput,
  { notes, report }: { notes: PartNotes; report: StackReport },
): Flow<void> {
  if (stack.peermemReloader) {
    noteDaemonSet(notes, yield* step(context, "ensurePeermemReloader", { ...scope.run, stack }));
    report("peermem-reloader", "done");
  }
  noteDaemonSet(notes, yield* step(context, "ensureUlimitAdjuster", { ...scope.run, stack }));
  report("ulimit-adjuster", "done");
}

function noteDaemonSet(notes: PartNotes, outcome: Outcome<null>): void {
  if (outcome.kind === "done" && outcome.changed) notes.changed({ kubernetes: 1 });
  if (outcome.kind === "failed") notes.found(outcome.finding);
}

function crdLate(reason: string): Finding {
  return {
    code: "CrdNotEstablished",
    severity: "fail",
    subject: "cluster",
    found: reason,
    action:
      "Look at that definition (kubectl describe crd) and at what else claims its names, and at the network operator's pods in namespace network-operator; then run again.",
  };
}
