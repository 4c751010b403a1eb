/** Whether an operator's own Deployment runs: what is applied before stays as it is until then. */
import type { KubeObject, ObjectStore } from "../cluster.ts";
import { statusOf } from "../store/objectParts.ts";

/** The Deployment with these labels that has a ready pod; in whatever namespace its chart was installed. */
export function runningOperator(store: ObjectStore, labels: Record<string, string>): KubeObject | undefined {
  return store
    .list("apps/v1/Deployment", { labels })
    .find((deployment) => (statusOf<{ readyReplicas?: number }>(deployment).readyReplicas ?? 0) > 0);
}

export function hasLabels({ metadata }: KubeObject, labels: Record<string, string>): boolean {
  return Object.entries(labels).every(([key, value]) => metadata.labels?.[key] === value);
}
