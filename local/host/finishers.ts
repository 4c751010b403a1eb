/** Callers that wait for instances to end: told after the commit that ends one. */
import type { HostStore } from "./store/hostStore.ts";
import { type InstanceRow, isFinished } from "./store/instances.ts";

export interface Finishers {
  wait(instanceId: string): Promise<InstanceRow>;
  /** After each commit. */
  check(): void;
}

export function createFinishers(store: HostStore): Finishers {
  const waiting = new Map<string, ((row: InstanceRow) => void)[]>();
  const finished = (instanceId: string) => {
    const row = store.instances.find(instanceId);
    return row !== undefined && isFinished(row.status) ? row : undefined;
  };
  return {
    wait(instanceId) {
      const row = finished(instanceId);
      if (row !== undefined) return Promise.resolve(row);
      return new Promise((resolve) => {
        waiting.set(instanceId, [...(waiting.get(instanceId) ?? []), resolve]);
      });
    },
    check() {
      for (const [instanceId, resolvers] of waiting) {
        const row = finished(instanceId);
        if (row === undefined) continue;
        waiting.delete(instanceId);
        for (const resolve of resolvers) resolve(row);
      }
    },
  };
}
