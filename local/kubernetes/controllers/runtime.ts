/**
 * Wakes controllers for the changes they watch and runs them until nothing is left to do, inside the transaction of
 * the write or scheduled event that started it.
 */
import type { LatencyOf } from "../../scenarios/latencies.ts";
import type { Clock } from "../../world/clock.ts";
import type { Schedule } from "../../world/schedule.ts";
import type { WorldStore } from "../../world/worldStore.ts";
import type { Cluster, Controller, KubeObject, ObjectChange } from "../cluster.ts";
import { kindOf } from "../store/objectKey.ts";
import type { KubeStore } from "../store/objectStore.ts";
import { createWorkQueue } from "./workQueue.ts";

export interface ClusterOptions {
  world: WorldStore;
  store: KubeStore;
  clock: Clock;
  schedule: Schedule;
  latencyOf: LatencyOf;
  controllers: readonly Controller[];
}

export interface RunningCluster {
  cluster: Cluster;
  /** Lets every controller look at everything once, as after a restart. Call it before the schedule starts. */
  start(): void;
}

interface ReconcileEvent {
  controller: string;
  key: string;
}

const RECONCILE = "kubernetes.reconcile";

export function createCluster(options: ClusterOptions): RunningCluster {
  const { world, store, clock, schedule, latencyOf } = options;
  const controllers = new Map(options.controllers.map((controller) => [controller.name, controller]));
  const watchers = watchersByKind(options.controllers);
  const queue = createWorkQueue((controller, key) => named(controller).reconcile(key, cluster));

  const cluster: Cluster = {
    store,
    clock,
    schedule,
    latencyOf,
    enqueue(controller, key) {
      queue.add(named(controller).name, key);
      world.transaction(queue.drain);
    },
    enqueueAt: (controller, key, dueAt) =>
      schedule.at(eventKey(controller, key), dueAt, RECONCILE, { controller: named(controller).name, key }),
  };

  function named(name: string): Controller {
    const controller = controllers.get(name);
    if (controller === undefined) {
      throw new Error(`No controller is named "${name}"; known: ${[...controllers.keys()].join(", ")}`);
    }
    return controller;
  }

  function wake(change: ObjectChange): void {
    for (const { controller, keysOf } of watchers(kindOf(change.object))) {
      for (const key of keysOf(change, cluster)) wakeFor(controller, key);
    }
  }

  function wakeFor(controller: Controller, key: string): void {
    if (controller.batchMs === undefined) queue.add(controller.name, key);
    else if (!schedule.has(eventKey(controller.name, key))) {
      cluster.enqueueAt(controller.name, key, clock.now() + controller.batchMs);
    }
  }

  store.onChange(wake);
  store.afterChange(queue.drain);
  schedule.on<ReconcileEvent>(RECONCILE, ({ controller, key }) => cluster.enqueue(controller, key));
  for (const controller of options.controllers) controller.prepare?.(cluster);

  return {
    cluster,
    start() {
      world.transaction(() => {
        for (const controller of options.controllers) {
          for (const object of watchedObjects(controller, store)) {
            for (const watch of watchesOf(controller, kindOf(object))) {
              for (const key of watch.keysOf({ type: "ADDED", object }, cluster)) queue.add(controller.name, key);
            }
          }
        }
        queue.drain();
      });
    },
  };
}

function eventKey(controller: string, key: string): string {
  return `kubernetes/${controller}/${key}`;
}

type Watcher = { controller: Controller; keysOf: Controller["watches"][number]["keysOf"] };

function watchersByKind(controllers: readonly Controller[]): (kind: string) => readonly Watcher[] {
  const byKind = new Map<string, Watcher[]>();
  return (kind) => {
    const known = byKind.get(kind);
    if (known !== undefined) return known;
    const found = controllers.flatMap((controller) =>
      watchesOf(controller, kind).map(({ keysOf }) => ({ controller, keysOf })),
    );
    byKind.set(kind, found);
    return found;
  };
}

function watchesOf(controller: Controller, kind: string): Controller["watches"][number][] {
  return controller.watches.filter((watch) => watch.kind === kind || watch.kind === "*");
}

function watchedObjects(controller: Controller, store: KubeStore): KubeObject[] {
  if (controller.watches.some(({ kind }) => kind === "*")) return store.list("*");
  return [...new Set(controller.watches.map(({ kind }) => kind))].flatMap((kind) => store.list(kind));
}
