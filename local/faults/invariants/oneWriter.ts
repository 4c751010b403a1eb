/** A node's files are edited by one patch at a time, and a run does not leave while one is at it. */
import type { MakeInvariant } from "../scene.ts";
import { isFinished, isPatch, nodeNameOf, OWN_NAMESPACE } from "./cluster.ts";

export const oneWriter: MakeInvariant = (scene) => {
  const patches = () => scene.objects("v1/Pod", OWN_NAMESPACE).filter((pod) => isPatch(pod) && !isFinished(pod));
  return {
    onObject({ type, object }) {
      if (type === "ADDED" && isPatch(object)) {
        const writers = patches().filter((pod) => nodeNameOf(pod) === nodeNameOf(object));
        scene.check("one writer per node", writers.length <= 1, () => {
          const names = writers.map(({ metadata }) => metadata.name).join(" and ");
          return `${names} are on node ${nodeNameOf(object)} at the same time`;
        });
      }
      const isRun = object.kind === "ConfigMap" && object.metadata.name.startsWith("run-");
      if (!isRun || (type !== "DELETED" && object.metadata.deletionTimestamp === undefined)) return;
      const own = patches().filter(({ metadata }) =>
        metadata.ownerReferences?.some(({ uid }) => uid === object.metadata.uid),
      );
      const running = own.filter((pod) => (pod["status"] as { phase?: string } | undefined)?.phase === "Running");
      scene.check("no patch is cut off", running.length === 0, () => {
        return `${object.metadata.name} went while ${running.map(({ metadata }) => metadata.name).join(", ")} ran`;
      });
    },
  };
};
