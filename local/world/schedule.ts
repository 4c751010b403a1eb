/**
 * What will happen in the simulated world, and when: events on the shared clock that outlive a restart. Simulators
 * never use timers of their own. An event fires inside one world transaction together with what it changes, so it
 * happens exactly once.
 */
import type { Clock } from "./clock.ts";
import type { Collection, WorldStore } from "./worldStore.ts";

export interface WorldEvent {
  dueAt: number;
  kind: string;
  payload: unknown;
}

export interface Schedule {
  /** Who reacts to a kind of event. Register every kind before `start`. */
  on<T>(kind: string, react: (payload: T, dueAt: number) => void): void;
  /** Plans an event; the same key again replaces it. */
  at(key: string, dueAt: number, kind: string, payload: unknown): void;
  cancel(key: string): void;
  has(key: string): boolean;
  /** Arms what an earlier process left behind and lets events fire. */
  start(): void;
}

/** The last moment at which something happened in this world, if anything ever did: a new process goes on from there. */
export function lastMoment(world: WorldStore): number | undefined {
  return momentsOf(world).get(LAST)?.at;
}

const LAST = "last";

function momentsOf(world: WorldStore): Collection<{ at: number }> {
  return world.collection("moments");
}

export function createSchedule(world: WorldStore, clock: Clock): Schedule {
  const events = world.collection<WorldEvent>("schedule");
  const moments = momentsOf(world);
  const reactions = new Map<string, (payload: never, dueAt: number) => void>();
  const armed = new Map<string, () => void>();
  let started = false;

  /** What is armed follows what is stored, also when a transaction is undone. */
  function followStore(key: string): void {
    world.onUndo(() => rearm(key));
    rearm(key);
  }

  function rearm(key: string): void {
    const event = events.get(key);
    if (event === undefined) disarm(key);
    else if (started) arm(key, event);
  }

  function disarm(key: string): void {
    armed.get(key)?.();
    armed.delete(key);
  }

  function arm(key: string, event: WorldEvent): void {
    disarm(key);
    armed.set(
      key,
      clock.setTimer(event.dueAt, () => fire(key)),
    );
  }

  function fire(key: string): void {
    armed.delete(key);
    const event = events.get(key);
    if (event === undefined) return;
    const react = reactions.get(event.kind);
    if (react === undefined) throw new Error(`No reaction is registered for world event "${event.kind}" (${key})`);
    world.transaction(() => {
      events.delete(key);
      moments.set(LAST, { at: clock.now() });
      react(event.payload as never, event.dueAt);
    });
  }

  return {
    on: (kind, react) => void reactions.set(kind, react),
    at(key, dueAt, kind, payload) {
      events.set(key, { dueAt, kind, payload });
      followStore(key);
    },
    cancel(key) {
      events.delete(key);
      followStore(key);
    },
    has: (key) => events.get(key) !== undefined,
    start() {
      started = true;
      for (const [key, event] of events.entries()) arm(key, event);
    },
  };
}
