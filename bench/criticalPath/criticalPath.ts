/** The longest chain of tasks that wait for one another: nobody can be done sooner, however much happens at once. Pure. */

export interface Task {
  id: string;
  seconds: number;
  /** What must have ended before it can begin. */
  after: readonly string[];
}

export interface CriticalPath<T extends Task> {
  seconds: number;
  /** From the first task to the one that ends last. */
  path: T[];
}

interface Ending {
  at: number;
  /** Of the tasks before it, the one that ended last. */
  heldBy: string | undefined;
}

/** Throws when a task waits for one that is not there, or for itself in the end. */
export function criticalPath<T extends Task>(tasks: readonly T[]): CriticalPath<T> {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const endings = new Map<string, Ending | "wanted">();

  function endingOf(id: string): Ending {
    const known = endings.get(id);
    if (known === "wanted") throw new Error(`Task ${id} waits for itself`);
    if (known !== undefined) return known;
    const task = byId.get(id);
    if (task === undefined) throw new Error(`There is no task ${id}`);
    endings.set(id, "wanted");
    let begins: Ending = { at: 0, heldBy: undefined };
    for (const before of task.after) {
      const { at } = endingOf(before);
      if (begins.heldBy === undefined || at > begins.at) begins = { at, heldBy: before };
    }
    const ending = { at: begins.at + task.seconds, heldBy: begins.heldBy };
    endings.set(id, ending);
    return ending;
  }

  let last: string | undefined;
  for (const { id } of tasks) if (last === undefined || endingOf(id).at > endingOf(last).at) last = id;
  const path: T[] = [];
  for (let id = last; id !== undefined; id = endingOf(id).heldBy) path.unshift(byId.get(id) as T);
  return { seconds: last === undefined ? 0 : endingOf(last).at, path };
}
