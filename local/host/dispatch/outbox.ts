/** What a transaction leaves to be done: who has a message, which activities wait, when something becomes due. */
export interface Outbox {
  readonly wake: Set<string>;
  readonly activities: number[];
  readonly alarms: number[];
  /** Timers were deleted: an alarm for one of them would move a virtual clock for nothing. */
  timersDeleted: boolean;
}

export function emptyOutbox(): Outbox {
  return { wake: new Set(), activities: [], alarms: [], timersDeleted: false };
}
