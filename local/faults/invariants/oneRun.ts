/** At most one run works on a cluster: whatever is made for a run is made while that run has the cluster. */
import type { MakeInvariant, Scene } from "../scene.ts";
import { OWN_NAMESPACE, preparationOf } from "./cluster.ts";

export const oneRun: MakeInvariant = (scene) => ({
  onObject({ type, object }) {
    const preparation = preparationOf(object);
    if (type !== "ADDED" || preparation === undefined || object.metadata.namespace !== OWN_NAMESPACE) return;
    const active = activePreparations(scene);
    scene.check("one run per cluster", active.includes(preparation), () => {
      const name = `${object.kind} ${object.metadata.name}`;
      return `${name} was made for the run ${preparation}, while the cluster is held by ${active.join(", ") || "none"}`;
    });
  },
});

function activePreparations(scene: Scene): string[] {
  const rows = scene.rows<{ activePreparation: string | null }>("clusters", "cluster");
  return [...rows.values()].flatMap(({ activePreparation }) => activePreparation ?? []);
}
