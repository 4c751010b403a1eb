/** Helm's records of what somebody has installed, or begun to, before a scenario begins. */
import type { ObjectStore } from "../../cluster.ts";
import { type HelmRelease, releasesOf, saveRelease } from "./helmReleases.ts";

/** Does nothing to releases that are there already. */
export function seedReleases(store: ObjectStore, seeds: readonly Omit<HelmRelease, "values" | "objects">[]): void {
  for (const seed of seeds) {
    const { name, namespace } = seed;
    if (releasesOf(store, namespace, name).length > 0) continue;
    if (store.get("v1/Namespace", undefined, namespace) === undefined) {
      store.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
    }
    saveRelease(store, { ...seed, values: {}, objects: [] });
  }
}
