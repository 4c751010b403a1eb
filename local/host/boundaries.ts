/**
 * The points between which a process may die without harm. Crash tests hook them; a host that has been told to crash
 * never gets past one.
 */
export const BOUNDARIES = [
  "request:received",
  "request:committed",
  "turn:begun",
  "turn:ran",
  "turn:committed",
  "activity:begun",
  "activity:ran",
  "activity:committed",
  "entity:begun",
  "entity:ran",
  "entity:committed",
  "timer:begun",
  "timer:ran",
  "timer:committed",
] as const;

export type Boundary = (typeof BOUNDARIES)[number];

/** `subject`: an instance id, an entity id, a function's name or a request's path. May kill the process or crash the host. */
export type BoundaryHook = (boundary: Boundary, subject: string) => void;

/** After how many milliseconds the completion of an activity arrives, once for each entry: later than others, or twice. */
export type DeliveryOf = (activity: string) => readonly number[];

/** Thrown inside a host that was crashed or stopped: whatever was under way is dropped, as by a `kill -9`. */
export class HostGone extends Error {
  override name = "HostGone";
  constructor() {
    super("This host has ended");
  }
}
