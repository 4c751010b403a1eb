/** Counts for each PodDisruptionBudget how many of its pods may be evicted now. */
import type { V1PodDisruptionBudgetSpec, V1PodDisruptionBudgetStatus } from "@kubernetes/client-node";
import type { Cluster, Controller, KubeObject, ObjectStore } from "../../cluster.ts";
import { type Condition, withCondition } from "../../store/conditions.ts";
import { isPodReady, isTerminating, namespacedName, specOf, splitName, statusOf } from "../../store/objectParts.ts";
import { selectsLabels } from "../../store/selector.ts";
import { scaleOf } from "./podScale.ts";

export const DISRUPTION_BUDGET = "policy/v1/PodDisruptionBudget";

export function createDisruptionBudgetController(): Controller {
  return {
    name: "disruption-budget",
    watches: [
      { kind: DISRUPTION_BUDGET, keysOf: ({ object }) => [namespacedName(object)] },
      { kind: "v1/Pod", keysOf: ({ object }, { store }) => budgetsOf(object, store).map(namespacedName) },
    ],
    reconcile(key, cluster) {
      const { namespace, name } = splitName(key);
      cluster.store.modify(DISRUPTION_BUDGET, namespace, name, (draft) => {
        draft["status"] = budgetStatus(draft, cluster);
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

type BudgetStatus = Partial<Omit<V1PodDisruptionBudgetStatus, "conditions">> & { conditions?: Condition[] };

function budgetStatus(budget: KubeObject, { store, clock }: Cluster): BudgetStatus {
  const { selector = {} } = specOf<V1PodDisruptionBudgetSpec>(budget);
  const { namespace = "", generation = 1 } = budget.metadata;
  const former = statusOf<BudgetStatus>(budget);
  const pods = store.list("v1/Pod", { namespace }).filter(({ metadata }) => selectsLabels(selector, metadata.labels));
  const counts = countsOf(budget, pods, store);
  const conditions = (allows: boolean, reason: string, message = "") =>
    withCondition(
      former.conditions ?? [],
      { type: "DisruptionAllowed", status: allows ? "True" : "False", reason, message },
      clock,
    );
  if (typeof counts === "string") {
    // The generation is not that of the count that failed: evictions are told to come back.
    return { ...NOTHING, ...former, disruptionsAllowed: 0, conditions: conditions(false, "SyncFailed", counts) };
  }
  const { expected, desired } = counts;
  const healthy = pods.filter((pod) => isPodReady(pod) && !isTerminating(pod)).length;
  const allowed = expected === 0 ? 0 : Math.max(0, healthy - desired);
  return {
    observedGeneration: generation,
    expectedPods: expected,
    currentHealthy: healthy,
    desiredHealthy: desired,
    disruptionsAllowed: allowed,
    conditions: allowed > 0 ? conditions(true, "SufficientPods") : conditions(false, "InsufficientPods"),
  };
}

const NOTHING: BudgetStatus = { expectedPods: 0, currentHealthy: 0, desiredHealthy: 0 };

/** A text: why the pods that there should be cannot be counted. Only a plain number of pods to keep needs no count. */
function countsOf(
  budget: KubeObject,
  pods: readonly KubeObject[],
  store: ObjectStore,
): { expected: number; desired: number } | string {
  const { minAvailable = 1, maxUnavailable } = specOf<V1PodDisruptionBudgetSpec>(budget);
  if (maxUnavailable === undefined && typeof minAvailable === "number") {
    return { expected: pods.length, desired: minAvailable };
  }
  const expected = scaleOf(pods, store);
  if (typeof expected === "string") return expected;
  const desired =
    maxUnavailable === undefined
      ? partOf(minAvailable, expected)
      : Math.max(0, expected - partOf(maxUnavailable, expected));
  return { expected, desired };
}

/** A number, or a percentage of `total`, rounded up. */
function partOf(value: number | string, total: number): number {
  return typeof value === "number" ? value : Math.ceil((Number.parseInt(value, 10) * total) / 100);
}
