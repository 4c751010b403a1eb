/** Counts for each PodDisruptionBudget how many of its pods may be evicted now. */
import type { V1PodDisruptionBudgetSpec, V1PodDisruptionBudgetStatus } from "@kubernetes/client-node";
import type { Controller, KubeObject, ObjectStore } from "../../cluster.ts";
import {
  isPodFinished,
  isPodReady,
  isTerminating,
  namespacedName,
  specOf,
  splitName,
} from "../../store/objectParts.ts";
import { selectsLabels } from "../../store/selector.ts";

export const DISRUPTION_BUDGET = "policy/v1/PodDisruptionBudget";

export function createDisruptionBudgetController(): Controller {
  return {
    name: "disruption-budget",
    watches: [
      { kind: DISRUPTION_BUDGET, keysOf: ({ object }) => [namespacedName(object)] },
      { kind: "v1/Pod", keysOf: ({ object }, { store }) => budgetsOf(object, store).map(namespacedName) },
    ],
    reconcile(key, { store }) {
      const { namespace, name } = splitName(key);
      store.modify(DISRUPTION_BUDGET, namespace, name, (draft) => {
        draft["status"] = budgetStatus(draft, store);
      });
    },
  };
}

export function budgetsOf(pod: KubeObject, store: ObjectStore): KubeObject[] {
  const { namespace = "", labels } = pod.metadata;
  return store
    .list(DISRUPTION_BUDGET, { namespace })
    .filter((budget) => selectsLabels(specOf<V1PodDisruptionBudgetSpec>(budget).selector ?? {}, labels));
}

function budgetStatus(budget: KubeObject, store: ObjectStore): V1PodDisruptionBudgetStatus {
  const { selector = {}, minAvailable, maxUnavailable } = specOf<V1PodDisruptionBudgetSpec>(budget);
  const { namespace = "", generation = 1 } = budget.metadata;
  const pods = store
    .list("v1/Pod", { namespace })
    .filter((pod) => selectsLabels(selector, pod.metadata.labels) && !isPodFinished(pod));
  const healthy = pods.filter((pod) => isPodReady(pod) && !isTerminating(pod)).length;
  const desired =
    maxUnavailable === undefined
      ? countOf(minAvailable ?? 1, pods.length)
      : Math.max(0, pods.length - countOf(maxUnavailable, pods.length));
  return {
    observedGeneration: generation,
    expectedPods: pods.length,
    currentHealthy: healthy,
    desiredHealthy: desired,
    disruptionsAllowed: Math.max(0, healthy - desired),
  };
}

/** A number, or a percentage of `total`, rounded up. */
function countOf(value: number | string, total: number): number {
  return typeof value === "number" ? value : Math.ceil((Number.parseInt(value, 10) * total) / 100);
}
