/**
 * One turn of an orchestration: the app's orchestrator runs over the whole history, then its actions are replayed as
 * the extension does, and what is new becomes decisions. Nothing is stored here.
 */
import { type FunctionCatalog, replayActions } from "../replay/actionReplay.ts";
import { type Decision, NonDeterminism } from "../replay/decisions.ts";
import { findLockstepFault, type GuardMode } from "../replay/lockstepGuard.ts";
import { ReplayContext } from "../replay/replayContext.ts";
import type { InvocationOutcome } from "../worker/invoke.ts";
import type { OrchestratorState } from "./actions.ts";
import { assertSameAnswer } from "./assertSameAnswer.ts";
import { customStatusJson } from "./customStatus.ts";
import type { ExecutionEnd } from "./executionEnd.ts";
import type { HistoryEvent } from "./historyEvents.ts";
import { type OrchestrationIdentity, orchestratorInput } from "./orchestratorInput.ts";
import { readOrchestratorState } from "./orchestratorState.ts";

export interface TurnRequest {
  identity: OrchestrationIdentity;
  /** Events of earlier turns, each as JSON text. */
  history: string[];
  /** This turn's, starting with OrchestratorStarted. */
  newEvents: HistoryEvent[];
  catalog: FunctionCatalog;
  guard: GuardMode;
  /** Runs the orchestrator once more and compares. */
  replayTwice: boolean;
  invoke(triggerJson: string): Promise<InvocationOutcome>;
}

export interface TurnResult {
  decisions: Decision[];
  cancelledTimers: number[];
  carriedEvents: HistoryEvent[];
  /** JSON text; undefined leaves the status as it was. */
  customStatus: string | undefined;
  suspended: boolean;
  /** Undefined while the orchestration goes on. */
  end: ExecutionEnd | undefined;
  /** What goes wrong in production too, and is only logged. */
  warnings: string[];
}

/** Rejects when the turn could not run at all: the caller backs off and tries again. */
export async function runTurn(request: TurnRequest): Promise<TurnResult> {
  const { identity, history, newEvents } = request;
  const trigger = orchestratorInput(identity, history, newEvents);
  const outcome = await request.invoke(trigger);
  const state = readOrchestratorState(outcome);
  const again = request.replayTwice ? readOrchestratorState(await request.invoke(trigger)) : state;
  const context = new ReplayContext(identity.instanceId, identity.executionId);
  const result = turnResult(context);
  try {
    assertSameAnswer(state, again);
    replayHistory(request, state, context, outcome, result);
    result.decisions = context.newDecisions;
    result.cancelledTimers = context.cancelledTimers;
    result.carriedEvents = context.carriedEvents;
  } catch (error) {
    result.end = failure(identity.name, error);
  }
  result.suspended = context.suspended;
  return result;
}

function turnResult(context: ReplayContext): TurnResult {
  return {
    decisions: [],
    cancelledTimers: [],
    carriedEvents: [],
    customStatus: undefined,
    suspended: context.suspended,
    end: undefined,
    warnings: [],
  };
}

function replayHistory(
  request: TurnRequest,
  state: OrchestratorState,
  context: ReplayContext,
  outcome: InvocationOutcome,
  result: TurnResult,
): void {
  result.customStatus = customStatusJson(state.customStatus);
  const replay = replayActions(state.actions, context, request.catalog);
  // Parsed once more than the SDK does, and never shared with it: it changes the events it gets.
  const past = JSON.parse(`[${request.history.join(",")}]`) as HistoryEvent[];
  for (const event of [...past, ...request.newEvents]) context.process(event, replay.start);
  result.warnings.push(...context.events.unheard().map((names) => unheardEvent(request.identity, names)));

  const orchestrator = request.identity.name;
  if (request.guard !== "off") {
    const fault = findLockstepFault({ orchestrator, context, replay, state, sdkCount: sdkSequenceNumber(outcome) });
    if (fault !== undefined && request.guard === "throw") throw new GuardFault(fault);
    if (fault !== undefined) result.warnings.push(fault);
  }
  if (replay.finished && context.openDecisions.length === 0) result.end = endOf(state, context, orchestrator);
}

function endOf(state: OrchestratorState, context: ReplayContext, orchestrator: string): ExecutionEnd | undefined {
  if (state.error) {
    const details = `Message: ${state.error}, StackTrace: `;
    return { status: "Failed", output: `Orchestrator function '${orchestrator}' failed: ${state.error}`, details };
  }
  if (!state.isDone) return undefined;
  if (context.continueAsNew !== undefined) return { status: "ContinuedAsNew", input: context.continueAsNew.input };
  return { status: "Completed", output: state.output === undefined ? null : JSON.stringify(state.output) };
}

function unheardEvent(
  { name, instanceId }: OrchestrationIdentity,
  { raised, awaited }: { raised: string; awaited: string },
) {
  return (
    `Orchestrator "${name}", instance "${instanceId}": the event "${raised}" was raised, but the orchestrator waits for ` +
    `"${awaited}". The extension ignores the difference in case, the SDK does not, so the orchestrator goes on waiting.`
  );
}

class GuardFault extends Error {}

function failure(orchestrator: string, error: unknown): ExecutionEnd {
  const message = error instanceof Error ? error.message : String(error);
  const own = error instanceof GuardFault || error instanceof NonDeterminism;
  return {
    status: "Failed",
    output: own ? message : `Orchestrator function '${orchestrator}' failed: ${message}`,
    details: message,
  };
}

/** The SDK keeps its counter on the context that the orchestrator received. */
function sdkSequenceNumber(outcome: InvocationOutcome): number {
  const context = outcome.context as { df?: { taskOrchestratorExecutor?: { sequenceNumber?: unknown } } } | undefined;
  const count = context?.df?.taskOrchestratorExecutor?.sequenceNumber;
  if (typeof count !== "number") {
    throw new GuardFault("Lockstep guard: this durable-functions version keeps its sequence number elsewhere.");
  }
  return count;
}
