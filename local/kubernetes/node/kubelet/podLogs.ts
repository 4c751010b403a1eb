/** What containers have printed, by pod uid and container; it goes with the pod. */
import type { WorldStore } from "../../../world/worldStore.ts";
import type { PodLogs } from "../../cluster.ts";
import type { PodRuns } from "./podRun.ts";

export interface WritablePodLogs extends PodLogs {
  append(podUid: string, container: string, text: string): void;
  remove(podUid: string, containers: readonly string[]): void;
}

export function createPodLogs(world: WorldStore, runs: PodRuns): WritablePodLogs {
  const logs = world.collection<string>("kubernetes.podLogs");
  const keyOf = (podUid: string, container: string) => `${podUid}/${container}`;
  return {
    read(podUid, container) {
      if (runs.get(podUid)?.containers[container] === undefined) return undefined;
      return logs.get(keyOf(podUid, container)) ?? "";
    },
    append(podUid, container, text) {
      const key = keyOf(podUid, container);
      if (text !== "") logs.set(key, (logs.get(key) ?? "") + text);
    },
    remove(podUid, containers) {
      for (const container of containers) logs.delete(keyOf(podUid, container));
    },
  };
}
