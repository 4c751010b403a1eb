/**
 * Reads an orchestrator's answer. A failed orchestrator hides its state in the message of the error it throws; any
 * other error means that the turn could not run at all.
 */
import type { InvocationOutcome } from "../worker/invoke.ts";
import { resultJson } from "../worker/typedData.ts";
import type { Action, OrchestratorState } from "./actions.ts";

const OUT_OF_PROC_LABEL = "\n\n$OutOfProcData$:";

/** Throws what the handler threw when that is no failure in the SDK's own protocol. */
export function readOrchestratorState(outcome: InvocationOutcome): OrchestratorState {
  if (outcome.ok) {
    const json = resultJson(outcome.returnValue);
    if (json === null) throw new Error("The orchestrator's handler returned nothing: is it a durable-functions one?");
    return parseState(json, false);
  }
  const message = outcome.error instanceof Error ? outcome.error.message : String(outcome.error);
  const labelAt = message.indexOf(OUT_OF_PROC_LABEL);
  if (labelAt < 0) throw outcome.error;
  return parseState(message.slice(labelAt + OUT_OF_PROC_LABEL.length), true);
}

function parseState(json: string, threw: boolean): OrchestratorState {
  const state = JSON.parse(json) as Omit<OrchestratorState, "actions"> & { actions: Action[][]; schemaVersion: number };
  const [actions, ...others] = state.actions;
  if (actions === undefined || others.length > 0) {
    throw new Error(`Schema version ${state.schemaVersion} sends one list of actions, not ${state.actions.length}.`);
  }
  return { ...state, actions, threw };
}
