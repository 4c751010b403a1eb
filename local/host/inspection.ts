/** What tests, the demo and benchmarks may look at in a running host, without the app's help. */

import type { HistoryEvent } from "./durable/historyEvents.ts";
import type { HostStore } from "./store/hostStore.ts";
import type { InstanceFilter, InstanceRow } from "./store/instances.ts";
import type { Setback } from "./store/setbacks.ts";

export interface HostInspection {
  instance(instanceId: string): InstanceRow | undefined;
  /** In order of creation. */
  instances(filter?: InstanceFilter): InstanceRow[];
  history(instanceId: string): HistoryEvent[];
  /** JSON text; undefined when the entity does not exist. */
  entityState(entityId: string): string | undefined;
  /** Everything that cannot run at the moment and is backing off. */
  poisoned(): Setback[];
}

export function inspect(store: HostStore): HostInspection {
  return {
    instance: (instanceId) => store.instances.find(instanceId),
    instances: (filter = {}) => store.instances.list(filter, Number.MAX_SAFE_INTEGER),
    history: (instanceId) => store.history.read(instanceId).map((row) => JSON.parse(row) as HistoryEvent),
    entityState(entityId) {
      const row = store.entities.find(entityId);
      return row?.present === true ? (row.state ?? undefined) : undefined;
    },
    poisoned: () => store.setbacks.all(),
  };
}
