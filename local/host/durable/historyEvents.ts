/** The events of an orchestration's history, with the names and numbers that the SDK reads. Times are ISO strings. */

export const EventType = {
  ExecutionStarted: 0,
  ExecutionCompleted: 1,
  ExecutionTerminated: 3,
  TaskScheduled: 4,
  TaskCompleted: 5,
  TaskFailed: 6,
  SubOrchestrationInstanceCreated: 7,
  SubOrchestrationInstanceCompleted: 8,
  SubOrchestrationInstanceFailed: 9,
  TimerCreated: 10,
  TimerFired: 11,
  OrchestratorStarted: 12,
  OrchestratorCompleted: 13,
  EventSent: 14,
  EventRaised: 15,
  ContinueAsNew: 16,
  ExecutionSuspended: 19,
  ExecutionResumed: 20,
} as const;

export type EventTypeName = keyof typeof EventType;
export type EventTypeNumber = (typeof EventType)[EventTypeName];

export interface HistoryEvent {
  EventType: EventTypeNumber;
  /** The sequence id of what the orchestrator did; -1 for everything that happened to it. */
  EventId: number;
  IsPlayed: boolean;
  Timestamp: string;
  Name?: string;
  Input?: string | null;
  Result?: string | null;
  Reason?: string;
  Details?: string;
  TaskScheduledId?: number;
  TimerId?: number;
  FireAt?: string;
  InstanceId?: string;
  Version?: string | null;
  OrchestrationStatus?: string;
  ParentInstance?: ParentInstance | null;
  OrchestrationInstance?: { InstanceId: string; ExecutionId: string };
}

export interface ParentInstance {
  Name: string;
  OrchestrationInstance: { InstanceId: string; ExecutionId: string };
  TaskScheduleId: number;
}

type EventFields = Omit<HistoryEvent, "EventType" | "EventId" | "IsPlayed" | "Timestamp">;

/** An event that happened at `at` (milliseconds). `eventId` is given only for what the orchestrator itself did. */
export function historyEvent(type: EventTypeName, at: number, fields: EventFields = {}, eventId = -1): HistoryEvent {
  return {
    EventType: EventType[type],
    EventId: eventId,
    IsPlayed: false,
    Timestamp: new Date(at).toISOString(),
    ...fields,
  };
}

export function eventTypeName(type: EventTypeNumber): EventTypeName {
  const found = Object.entries(EventType).find(([, number]) => number === type);
  if (found === undefined) throw new Error(`No history event has the type ${type}`);
  return found[0] as EventTypeName;
}
