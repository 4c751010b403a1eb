/** What a replayed orchestrator decided: each takes the next sequence id, and becomes an event of its history. */
import { type EventTypeName, eventTypeName, type HistoryEvent } from "../durable/historyEvents.ts";

export type Decision =
  | { kind: "activity"; id: number; name: string; input: unknown }
  | { kind: "timer"; id: number; fireAt: number; owner: "orchestrator" | "retry" }
  | { kind: "subOrchestration"; id: number; name: string; instanceId: string; input: unknown; version: string | null }
  | { kind: "message"; id: number; name: string; instanceId: string; input: string };

export type DecisionKind = Decision["kind"];

const KIND_OF_EVENT: Partial<Record<EventTypeName, DecisionKind>> = {
  TaskScheduled: "activity",
  TimerCreated: "timer",
  SubOrchestrationInstanceCreated: "subOrchestration",
  EventSent: "message",
};

/** The kind of decision that an event of the history records; undefined for an event that is no decision. */
export function decisionKindOf(event: HistoryEvent): DecisionKind | undefined {
  return KIND_OF_EVENT[eventTypeName(event.EventType)];
}

const TITLES: Record<DecisionKind, string> = {
  activity: "activity",
  timer: "timer",
  subOrchestration: "sub-orchestration",
  message: "message to an entity",
};

export function describeDecision(kind: DecisionKind, name: string | undefined): string {
  return kind === "timer" || name === undefined ? `a ${TITLES[kind]}` : `${TITLES[kind]} "${name}"`;
}

/** An orchestrator's code took another path than before. */
export class NonDeterminism extends Error {
  override name = "NonDeterminism";
  constructor(difference: string) {
    super(
      `Non-Deterministic workflow detected: ${difference}. An orchestrator must do the same on every replay: no clock, ` +
        "random value, environment or I/O outside activities, and no change to its code while instances of it run.",
    );
  }
}

export function unlikeHistory(id: number, recorded: string, replayed: string): NonDeterminism {
  return new NonDeterminism(
    `at sequence number ${id} the history has ${recorded}, but the replay produced ${replayed}`,
  );
}
