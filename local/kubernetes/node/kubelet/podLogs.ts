/** What containers have printed, by pod uid and container: of their present run and of the one before. It goes with the pod. */
import type { Clock } from "../../../world/clock.ts";
import type { WorldStore } from "../../../world/worldStore.ts";
import type { LogPiece, PodLogs } from "../../cluster.ts";
import type { PodRuns } from "./podRun.ts";

export interface WritablePodLogs extends PodLogs {
  append(podUid: string, container: string, text: string): void;
  remove(podUid: string, containers: readonly string[]): void;
}

interface ContainerLog {
  /** How often the container had been restarted when it printed this. */
  restarts: number;
  pieces: readonly LogPiece[];
  previous?: readonly LogPiece[];
}

export function createPodLogs(world: WorldStore, runs: PodRuns, clock: Clock): WritablePodLogs {
  const logs = world.collection<ContainerLog>("kubernetes.podLogs");
  const keyOf = (podUid: string, container: string) => `${podUid}/${container}`;
  const runOf = (podUid: string, container: string) => runs.get(podUid)?.containers[container];

  /** As the container's present run sees it: what an earlier one printed is the previous log. */
  function currentLog(podUid: string, container: string): ContainerLog {
    const restarts = runOf(podUid, container)?.restarts ?? 0;
    const log = logs.get(keyOf(podUid, container)) ?? { restarts, pieces: [] };
    return log.restarts === restarts ? log : { restarts, pieces: [], previous: log.pieces };
  }

  function pieces(podUid: string, container: string, run?: "previous"): readonly LogPiece[] | undefined {
    const state = runOf(podUid, container);
    if (state === undefined || (run === "previous" && state.restarts === 0)) return undefined;
    const log = currentLog(podUid, container);
    return run === "previous" ? (log.previous ?? []) : log.pieces;
  }

  return {
    pieces,
    read: (podUid, container) =>
      pieces(podUid, container)
        ?.map(({ text }) => text)
        .join(""),
    append(podUid, container, text) {
      if (text === "") return;
      const log = currentLog(podUid, container);
      logs.set(keyOf(podUid, container), { ...log, pieces: [...log.pieces, { at: clock.now(), text }] });
    },
    remove(podUid, containers) {
      for (const container of containers) logs.delete(keyOf(podUid, container));
    },
  };
}
