/**
 * Something the orchestrator waits for, during replay. It settles once and tells its listeners at once, in the same
 * call: replay has to finish everything an event causes before it looks at the next event, so promises will not do.
 */
export type Settlement = "done" | "failed" | "cancelled";

export interface Pending {
  readonly settlement: Settlement | undefined;
  /** Calls `listener` when it settles, or now when it has. */
  onSettled(listener: (settlement: Settlement) => void): void;
}

export interface OpenPending extends Pending {
  /** Only the first call counts. */
  settle(settlement: Settlement): void;
}

export function pending(): OpenPending {
  let settlement: Settlement | undefined;
  let listeners: ((settlement: Settlement) => void)[] = [];
  return {
    get settlement() {
      return settlement;
    },
    onSettled(listener) {
      if (settlement === undefined) listeners.push(listener);
      else listener(settlement);
    },
    settle(outcome) {
      if (settlement !== undefined) return;
      settlement = outcome;
      const told = listeners;
      listeners = [];
      for (const listener of told) listener(outcome);
    },
  };
}

export function settled(settlement: Settlement): Pending {
  const result = pending();
  result.settle(settlement);
  return result;
}

/** Waits for every child, also after one has failed: the extension does, though the SDK does not. */
export function whenAll(children: readonly Pending[]): Pending {
  const result = pending();
  let open = children.length;
  let worst: Settlement = "done";
  for (const child of children) {
    child.onSettled((settlement) => {
      if (settlement !== "done" && worst !== "failed") worst = settlement;
      open -= 1;
      if (open === 0) result.settle(worst);
    });
  }
  if (children.length === 0) result.settle("done");
  return result;
}

/** Done with its first child, however that one ended. */
export function whenAny(children: readonly Pending[]): Pending {
  const result = pending();
  for (const child of children) child.onSettled(() => result.settle("done"));
  return result;
}
