/** After the last run nothing that only a run needs is left: no pods, Jobs, files or rights of ours, no taint on proven nodes. */
import type { MakeInvariant } from "../scene.ts";
import { OWN_NAMESPACE } from "./cluster.ts";
import { hasTold } from "./records.ts";

export const leftovers: MakeInvariant = (scene) => ({
  atEnd() {
    const pods = scene.objects("v1/Pod", OWN_NAMESPACE);
    const jobs = scene.objects("batch/v1/Job", OWN_NAMESPACE);
    const files = scene.objects("v1/ConfigMap", OWN_NAMESPACE).filter(({ metadata }) => metadata.labels !== undefined);
    const rights = scene
      .objects("rbac.authorization.k8s.io/v1/ClusterRoleBinding")
      .filter(({ metadata }) => metadata.name.startsWith("lamplighter"));
    const left = [...pods, ...jobs, ...files, ...rights];
    scene.check("nothing of a run is left", left.length === 0 || hasTold(scene, "Remove what the run has left"), () => {
      return `left are ${left.map(({ kind, metadata }) => `${kind} ${metadata.name}`).join(", ")}`;
    });
  },
});
