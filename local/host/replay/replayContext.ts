/**
 * The orchestration as the Durable extension sees it while it replays: hands out sequence ids, keeps what is open, and
 * lets each event of the history settle what waits for it. Everything happens synchronously and in the history's
 * order, because the ids have to come out as in the SDK, which counts for itself.
 */
import { EventType, type HistoryEvent } from "../durable/historyEvents.ts";
import { type Decision, decisionKindOf, describeDecision, unlikeHistory } from "./decisions.ts";
import { externalEvents } from "./externalEvents.ts";
import { type OpenPending, type Pending, pending } from "./pending.ts";

/** Distributes over the union, so that each kind keeps its own fields. */
type NewDecision = Decision extends infer D ? (D extends Decision ? Omit<D, "id"> : never) : never;

/** Whether an action of the orchestrator asked for a decision, or the extension carried an action on by itself. */
export type Origin = "asked" | "continued";

export class ReplayContext {
  readonly instanceId: string;
  readonly executionId: string;
  /** The orchestrator's current time: that of the turn being replayed. */
  now = 0;
  /** The input of the next execution, once the orchestrator asked for one. */
  continueAsNew: { input: unknown } | undefined;
  /** Raised after that, so they belong to the next execution. */
  readonly carriedEvents: HistoryEvent[] = [];
  readonly cancelledTimers: number[] = [];
  readonly events = externalEvents();
  suspended = false;
  /** Operations that may still take ids on their own: a retry's timers and attempts, a long timer's next piece. */
  readonly spenders = new Set<{ title: string }>();
  /** One more than the largest id that an action itself asked for, rather than its continuation. */
  askedIdBound = 0;

  private nextId = 0;
  private readonly open = new Map<number, { decision: Decision; waiting: OpenPending }>();
  /** Decisions that the history does not hold yet. */
  private unrecorded = new Map<number, Decision>();
  private readonly whileSuspended: HistoryEvent[] = [];
  private heldBySuspension = new Map<number, Decision>();

  constructor(instanceId: string, executionId: string) {
    this.instanceId = instanceId;
    this.executionId = executionId;
  }

  /** How many sequence ids have been handed out: also the id that the next decision gets. */
  get idCount(): number {
    return this.nextId;
  }

  get newDecisions(): Decision[] {
    return [...this.unrecorded.values()].sort((a, b) => a.id - b.id);
  }

  get openDecisions(): Decision[] {
    return [...this.open.values()].map(({ decision }) => decision);
  }

  /** For what gets an answer: activities, timers, sub-orchestrations. */
  schedule(decision: NewDecision, origin: Origin = "asked"): { id: number; waiting: Pending } {
    const id = this.record(decision, origin);
    const waiting = pending();
    this.open.set(id, { decision: { ...decision, id }, waiting });
    return { id, waiting };
  }

  /** For what gets none: messages. */
  send(decision: NewDecision): void {
    this.record(decision, "asked");
  }

  cancelTimer(id: number): void {
    this.cancelledTimers.push(id);
    const timer = this.open.get(id);
    this.open.delete(id);
    timer?.waiting.settle("cancelled");
  }

  /** `start` begins the orchestrator's actions. Throws NonDeterminism. */
  process(event: HistoryEvent, start: () => void): void {
    if (event.EventType === EventType.OrchestratorStarted) {
      this.now = Date.parse(event.Timestamp);
    } else if (event.EventType === EventType.ExecutionResumed) {
      this.resume(start);
    } else if (this.suspended) {
      if (event.EventType !== EventType.ExecutionSuspended) this.whileSuspended.push(event);
    } else {
      this.apply(event, start);
    }
  }

  private apply(event: HistoryEvent, start: () => void): void {
    if (decisionKindOf(event) !== undefined) return this.checkRecorded(event);
    switch (event.EventType) {
      case EventType.ExecutionStarted:
        return start();
      case EventType.ExecutionSuspended:
        return this.suspend();
      case EventType.TaskCompleted:
      case EventType.SubOrchestrationInstanceCompleted:
        return this.settle(event.TaskScheduledId, "done");
      case EventType.TaskFailed:
      case EventType.SubOrchestrationInstanceFailed:
        return this.settle(event.TaskScheduledId, "failed");
      case EventType.TimerFired:
        return this.settle(event.TimerId, "done");
      case EventType.EventRaised:
        if (this.continueAsNew === undefined) this.events.raise(event.Name ?? "");
        else this.carriedEvents.push(event);
        return;
      default:
    }
  }

  private record(decision: NewDecision, origin: Origin): number {
    const id = this.nextId++;
    if (origin === "asked") this.askedIdBound = this.nextId;
    this.unrecorded.set(id, { ...decision, id });
    return id;
  }

  private settle(id: number | undefined, settlement: "done" | "failed"): void {
    const entry = id === undefined ? undefined : this.open.get(id);
    if (id === undefined || entry === undefined) return;
    this.open.delete(id);
    entry.waiting.settle(settlement);
  }

  private checkRecorded(event: HistoryEvent): void {
    const kind = decisionKindOf(event) as Decision["kind"];
    const replayed = this.unrecorded.get(event.EventId);
    const recorded = describeDecision(kind, event.Name);
    if (replayed === undefined) throw unlikeHistory(event.EventId, recorded, "nothing there (yet)");
    const name = "name" in replayed ? replayed.name : undefined;
    const sameName = kind === "timer" || event.Name?.toLowerCase() === name?.toLowerCase();
    if (replayed.kind !== kind || !sameName) {
      throw unlikeHistory(event.EventId, recorded, describeDecision(replayed.kind, name));
    }
    this.unrecorded.delete(event.EventId);
  }

  private suspend(): void {
    this.suspended = true;
    this.heldBySuspension = this.unrecorded;
    this.unrecorded = new Map();
  }

  private resume(start: () => void): void {
    this.suspended = false;
    for (const [id, decision] of this.heldBySuspension) this.unrecorded.set(id, decision);
    this.heldBySuspension = new Map();
    for (const event of this.whileSuspended.splice(0)) this.apply(event, start);
  }
}
