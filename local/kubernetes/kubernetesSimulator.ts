/** One simulated cluster: object store, controllers and the API server in front of them. */
import type { LatencyOf } from "../scenarios/latencies.ts";
import type { Clock } from "../world/clock.ts";
import type { Schedule } from "../world/schedule.ts";
import type { WireHandler } from "../world/wire.ts";
import type { WorldStore } from "../world/worldStore.ts";
import { createAccessControl, type IsAllowed, type User } from "./api/access/accessControl.ts";
import type { AdmissionRule } from "./api/access/admission.ts";
import { createKubernetesApi } from "./api/kubernetesApi.ts";
import type { Cluster, Controller, PodExec, PodLogs } from "./cluster.ts";
import { furnishCluster } from "./clusterFurniture.ts";
import { builtInControllers } from "./controllers/builtInControllers.ts";
import type { NameConflicts } from "./controllers/lifecycle/customResourceDefinitions.ts";
import { createCluster } from "./controllers/runtime.ts";
import { createObjectStore } from "./store/objectStore.ts";

export interface KubernetesSimulatorOptions {
  world: WorldStore;
  clock: Clock;
  schedule: Schedule;
  latencyOf: LatencyOf;
  /** Who holds this bearer token; undefined refuses it. */
  authenticate(token: string): User | undefined;
  /** Kubelets and operators; the built-in controllers are there in any case. */
  controllers: readonly Controller[];
  podLogs: PodLogs;
  /** Left out: exec is refused. */
  podExec?: PodExec;
  admission?: readonly AdmissionRule[];
  /** Of CustomResourceDefinitions; left out: there are none. */
  nameConflicts?: NameConflicts;
  /** "1.34.2". */
  kubernetesVersion: string;
}

export interface KubernetesSimulator {
  handle: WireHandler;
  cluster: Cluster;
  /** What RBAC says of a user, as the API server asks it. */
  isAllowed: IsAllowed;
  /** Furnishes an empty cluster and lets controllers look at everything. Call it before the schedule starts. */
  start(): void;
  /** The latest changes, that watches could go on from: bounded, yet it fills for hours. */
  forgetChanges(): void;
}

export function createKubernetesSimulator(options: KubernetesSimulatorOptions): KubernetesSimulator {
  const { world, clock, schedule, latencyOf, authenticate, podLogs, podExec, admission = [] } = options;
  const { kubernetesVersion, nameConflicts } = options;
  const store = createObjectStore(world, clock);
  const controllers = [...builtInControllers(store, nameConflicts), ...options.controllers];
  const running = createCluster({ world, store, clock, schedule, latencyOf, controllers });
  return {
    handle: createKubernetesApi({
      ...{ world, store, clock, authenticate, admission, kubernetesVersion },
      logs: podLogs,
      exec: podExec,
    }),
    cluster: running.cluster,
    isAllowed: createAccessControl(store).isAllowed,
    start() {
      world.transaction(() => {
        furnishCluster(store);
        running.start();
      });
      store.forgetHistory();
    },
    forgetChanges: () => store.forgetHistory(),
  };
}
