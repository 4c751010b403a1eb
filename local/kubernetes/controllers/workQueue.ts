/** What controllers still have to look at. Each key waits once, and a loop that never settles is an error. */
export interface WorkQueue {
  add(controller: string, key: string): void;
  /** Runs until nothing waits. Called while it runs already: returns at once, for the outer call goes on. */
  drain(): void;
}

/** A controller that needs more rounds for one key undoes its own work. */
const MOST_ROUNDS_PER_KEY = 200;

export function createWorkQueue(run: (controller: string, key: string) => void): WorkQueue {
  const waiting = new Map<string, { controller: string; key: string }>();
  let draining = false;

  function runAll(): void {
    const rounds = new Map<string, number>();
    for (const [id, { controller, key }] of waiting) {
      waiting.delete(id);
      const round = (rounds.get(id) ?? 0) + 1;
      if (round > MOST_ROUNDS_PER_KEY) {
        throw new Error(`Controller "${controller}" does not settle on "${key}" after ${MOST_ROUNDS_PER_KEY} rounds`);
      }
      rounds.set(id, round);
      run(controller, key);
    }
  }

  return {
    add: (controller, key) => void waiting.set(`${controller} ${key}`, { controller, key }),
    drain() {
      if (draining) return;
      draining = true;
      try {
        runAll();
      } finally {
        draining = false;
        waiting.clear();
      }
    },
  };
}
