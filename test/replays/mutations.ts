/** Changes to orchestrators, and to histories, that a release must not ship unnoticed. */
import type { OrchestrationContext, OrchestrationHandler } from "durable-functions";
import * as df from "durable-functions";
import { vi } from "vitest";
import type { HistoryEvent } from "../../local/host/durable/historyEvents.ts";
import { decisionKindOf } from "../../local/host/replay/decisions.ts";
import type { RecordedRun } from "../../local/replays/recordedRun.ts";

/** Of every two decisions that stand one after the other and differ, the history in which they have changed places. */
export function withSwappedDecisions(run: RecordedRun): RecordedRun[] {
  const decisions = run.history.filter((event) => decisionKindOf(event) !== undefined);
  return decisions.flatMap((left, index) => {
    const right = decisions[index + 1];
    if (right === undefined || titleOf(left) === titleOf(right)) return [];
    const swap = (event: HistoryEvent) =>
      event === left ? inPlaceOf(left, right) : event === right ? inPlaceOf(right, left) : event;
    return [{ ...run, history: run.history.map(swap) }];
  });
}

function titleOf(event: HistoryEvent): string {
  return `${decisionKindOf(event)} ${event.Name ?? ""}`;
}

function inPlaceOf({ EventId, Timestamp }: HistoryEvent, other: HistoryEvent): HistoryEvent {
  return { ...other, EventId, Timestamp };
}

type Body = Generator<df.Task, unknown, unknown>;

/** Registers with each orchestrator changed: as a developer's edit would. */
export function registerChanged(
  change: (context: OrchestrationContext, body: Body) => Body,
  register: () => void,
): void {
  const original = df.app.orchestration;
  const spy = vi.spyOn(df.app, "orchestration").mockImplementation((name, handler) => {
    const body = handler as unknown as (context: OrchestrationContext) => Body;
    return original(name, ((context) => change(context, body(context))) as OrchestrationHandler);
  });
  try {
    register();
  } finally {
    spy.mockRestore();
  }
}

export function* oneStepBefore(context: OrchestrationContext, body: Body): Body {
  yield context.df.callActivity("readStack", {});
  return yield* body;
}

export function* oneStepAfter(context: OrchestrationContext, body: Body): Body {
  const result = yield* body;
  yield context.df.callActivity("readStack", {});
  return result;
}
