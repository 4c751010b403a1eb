/**
 * Holds an app's orchestrators against a recorded run: its last turn is run once more over its whole history, which the
 * host replays action by action, as it would for a run that is in flight while the app is upgraded.
 */
import { runTurn } from "../host/durable/turn.ts";
import type { FunctionApp } from "../host/worker/functionApp.ts";
import { invokeFunction } from "../host/worker/invoke.ts";
import { beforeLastTurn, type RecordedRun } from "./recordedRun.ts";

/** Why a run in flight would not survive the upgrade; undefined when it would. Further steps after the last one do no harm. */
export async function replayFault(app: FunctionApp, run: RecordedRun): Promise<string | undefined> {
  const orchestrator = app.find("orchestrationtrigger", run.name);
  if (orchestrator === undefined) return `there is no orchestrator "${run.name}" any more`;
  const { history, newEvents } = beforeLastTurn(run);
  const { end } = await runTurn({
    identity: run,
    history: history.map((event) => JSON.stringify(event)),
    newEvents,
    catalog: { has: (triggerType, name) => app.find(triggerType, name) !== undefined, defaultVersion: null },
    guard: "throw",
    replayTwice: false,
    async invoke(trigger) {
      const inputs = { [orchestrator.triggerName]: { string: trigger } };
      return invokeFunction(app, { fn: orchestrator, invocationId: "replay", inputs, log: () => {} });
    },
  });
  if (end === undefined || end.status === "ContinuedAsNew" || end.status === run.status) return undefined;
  return end.output ?? end.status;
}
