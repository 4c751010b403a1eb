/** What a transaction leaves to be done: who has a message, which activities wait, when something becomes due. */
export interface Outbox {
  readonly wake: Set<string>;
  readonly activities: number[];
  readonly alarms: number[];
}

export function emptyOutbox(): Outbox {
  return { wake: new Set(), activities: [], alarms: [] };
}
