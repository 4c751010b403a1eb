/**
 * The SDK and the Durable extension count sequence ids independently, and nothing in production notices when they
 * part: results reach the wrong task, or an instance waits for ever. The guard compares the two after each turn. It
 * speaks up only for what goes wrong, so the host may lag behind as long as it is bound to hand out the same ids later.
 */
import type { OrchestratorState } from "../durable/actions.ts";
import type { ActionReplay } from "./actionReplay.ts";
import type { ReplayContext } from "./replayContext.ts";

/** "throw" fails the instance with the guard's message; "warn" logs it and goes on as production would; "off" is silent. */
export type GuardMode = "throw" | "warn" | "off";

export interface TurnUnderGuard {
  orchestrator: string;
  context: ReplayContext;
  replay: ActionReplay;
  state: OrchestratorState;
  /** How many sequence ids the SDK has handed out. */
  sdkCount: number;
}

/** What is wrong with the turn, in words for its author; undefined when nothing is. */
export function findLockstepFault(turn: TurnUnderGuard): string | undefined {
  const { context, state } = turn;
  if (context.suspended) return undefined;
  if (state.threw && !state.error) return lostFailure(turn);
  return state.isDone || state.threw ? faultOfEnded(turn) : faultOfRunning(turn);
}

function faultOfRunning(turn: TurnUnderGuard): string | undefined {
  const { context, replay, sdkCount } = turn;
  if (context.idCount > sdkCount) return drift(turn, RESCHEDULED);
  if (context.idCount === sdkCount) return undefined;
  if (replay.unknownFunctions.length > 0) {
    return drift(turn, `${replay.unknownFunctions.join(", ")} is not registered in this app.`);
  }
  if (replay.finished) return drift(turn, RETRY_TIMEOUT);
  if (context.spenders.size > 0) return drift(turn, failedFast([...context.spenders].map(({ title }) => title)));
  return undefined;
}

function faultOfEnded(turn: TurnUnderGuard): string | undefined {
  const { context, sdkCount } = turn;
  if (context.askedIdBound > sdkCount) return drift(turn, RESCHEDULED);
  const timers = context.openDecisions.filter((open) => open.kind === "timer" && open.owner === "orchestrator");
  return timers.length > 0 ? lingeringTimers(turn, timers.length) : undefined;
}

const RESCHEDULED =
  "a task that was already scheduled was given to Task.any or Task.all again (durable-js #574). The extension calls " +
  "every listed task anew. Give each Task.any and Task.all only new tasks.";

const RETRY_TIMEOUT =
  "a retryTimeoutInMilliseconds expired (durable-js #629): the SDK waits for one more retry timer, the extension has " +
  "given up. Bound retries by maxNumberOfAttempts instead.";

function failedFast(titles: string[]): string {
  return (
    `Task.all failed at its first failed task while ${titles.join(", ")} was still at work (durable-js #99, #291): the ` +
    "orchestrator went on, the extension still waits for all. Return expected failures as data, and retry in rounds."
  );
}

function drift(turn: TurnUnderGuard, cause: string): string {
  return (
    `${subject(turn)}: the SDK has handed out ${turn.sdkCount} sequence ids, the extension ${turn.context.idCount}. ` +
    `In production results would now reach the wrong task or never arrive. Probable cause: ${cause}`
  );
}

function lingeringTimers(turn: TurnUnderGuard, count: number): string {
  const failure = turn.state.error ? ` It failed with: ${turn.state.error}` : "";
  return (
    `${subject(turn)}: the orchestrator ended with ${count} timer${count === 1 ? "" : "s"} neither fired nor cancelled ` +
    `(durable-js #577). In production the instance stays Running until then. Cancel a timer that lost its Task.any.${failure}`
  );
}

function lostFailure(turn: TurnUnderGuard): string {
  return (
    `${subject(turn)}: the orchestrator threw something without a message, which the extension does not take for a ` +
    "failure. In production the instance stays Running for ever. Throw an Error with a message."
  );
}

function subject(turn: TurnUnderGuard): string {
  return `Lockstep guard, orchestrator "${turn.orchestrator}", instance "${turn.context.instanceId}"`;
}
