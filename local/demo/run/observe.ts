/**
 * The next state of a run from the view that was polled, and what that view brought. Pure: the live screen draws the
 * state, the plain log writes what is fresh.
 */
import type { PoolProgress } from "../../../src/domain/progress.ts";
import type { PoolRecord } from "../../../src/domain/record.ts";
import { newEvents } from "./newEvents.ts";
import type { FinishedView, PreparationView, RunningView } from "./preparationView.ts";
import type { RunEvent, RunState } from "./runState.ts";

export interface RunStep {
  state: RunState;
  /** What the view brought. */
  fresh: RunEvent[];
}

/** `before` is undefined at the first view. `meanwhile`: what was heard of since then, but is in no view. */
export function observe(
  before: RunState | undefined,
  view: PreparationView,
  elapsedMs: number,
  meanwhile: readonly RunEvent[] = [],
): RunStep {
  const seen = view.status === "finished" ? finishedState(before, view) : runningState(before, view);
  const state = { ...seen, elapsedMs, events: before?.events ?? [] };
  const fresh = [...meanwhile, ...newEvents(before, state)];
  return { state: { ...state, events: [...state.events, ...fresh] }, fresh };
}

type SeenState = Omit<RunState, "elapsedMs" | "events">;

function runningState(before: RunState | undefined, view: RunningView): SeenState {
  return {
    cluster: view.cluster.name,
    profile: view.profile,
    phase: view.phase,
    pools: view.pools,
    // The stack has no progress of its own before its part of the run has started.
    stack: view.stack.length === 0 ? (before?.stack ?? []) : view.stack,
    conditions: view.conditions,
    trouble: view.nodesInTrouble,
    findings: view.findings,
  };
}

/** A record does not say how the stack got there: what was seen last stays. */
function finishedState(before: RunState | undefined, view: FinishedView): SeenState {
  return {
    cluster: view.cluster.name,
    profile: view.profile,
    phase: "finished",
    pools: view.pools.map((pool) =>
      finishedPool(
        pool,
        before?.pools.find(({ name }) => name === pool.name),
      ),
    ),
    stack: before?.stack ?? [],
    conditions: view.conditions,
    trouble: before?.trouble ?? [],
    findings: view.findings,
  };
}

function finishedPool({ name, vmSize, wanted, ready }: PoolRecord, before: PoolProgress | undefined): PoolProgress {
  const last = before ?? {
    ...{ stage: "creating" as const, joined: 0, ready: 0, settled: 0, prepared: 0, lacks: {}, trouble: [] },
    ...{ name, vmSize, wanted },
  };
  if (ready < wanted) return last;
  return { ...last, stage: "prepared", joined: wanted, ready, settled: ready, prepared: ready, lacks: {}, trouble: [] };
}
