/** POST pods/eviction: a delete that a disruption budget may refuse for now. */
import { jsonResponse, type WireResponse } from "../../../world/wire.ts";
import type { KubeObject } from "../../cluster.ts";
import { budgetsOf } from "../../controllers/workloads/disruptionBudget.ts";
import { isList, isRecord } from "../../store/json.ts";
import { isPodFinished, podPhaseOf, statusOf } from "../../store/objectParts.ts";
import type { ApiContext, ApiRequest, ObjectTarget } from "../apiContext.ts";
import { parseBody } from "../operations/readBody.ts";
import { currentObject } from "../operations/saveObject.ts";
import { transact } from "../operations/transact.ts";
import { type StatusDetails, StatusError } from "../statusError.ts";

/** A pod that runs no more, or not yet, is not disrupted. */
function checkBudgets(pod: KubeObject, { store }: ApiContext): void {
  if (isPodFinished(pod) || podPhaseOf(pod) === "Pending") return;
  for (const budget of budgetsOf(pod, store)) {
    const { name, generation = 1 } = budget.metadata;
    const { observedGeneration = 0, disruptionsAllowed = 0, ...counts } = statusOf<BudgetCounts>(budget);
    if (observedGeneration < generation) {
      throw tooManyEvictions(`The disruption budget ${name} is still being processed by the server.`, UNCOUNTED);
    }
    if (disruptionsAllowed > 0) continue;
    const { desiredHealthy = 0, currentHealthy = 0 } = counts;
    throw tooManyEvictions(
      `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`,
    );
  }
}

type BudgetCounts = Partial<
  Record<"observedGeneration" | "disruptionsAllowed" | "desiredHealthy" | "currentHealthy", number>
>;

/** When a budget allows more nobody knows; when it has been counted, about. */
const UNCOUNTED = { retryAfterSeconds: 10 };

function tooManyEvictions(message: string, when: Pick<StatusDetails, "retryAfterSeconds"> = {}): StatusError {
  return new StatusError(429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.", {
    causes: [{ reason: "DisruptionBudget", message }],
    ...when,
  });
}

export function evictPod(context: ApiContext, request: ApiRequest, target: ObjectTarget): WireResponse {
  const body = parseBody(request);
  const options = isRecord(body) && isRecord(body["deleteOptions"]) ? body["deleteOptions"] : {};
  const grace = options["gracePeriodSeconds"];
  const dryRun = isList(options["dryRun"]) ? String(options["dryRun"][0]) : request.query.get("dryRun");
  transact(context, dryRun, () => {
    const pod = currentObject(context, target);
    const { namespace, name } = pod.metadata;
    checkBudgets(pod, context);
    context.store.delete("v1/Pod", namespace, name, typeof grace === "number" ? { gracePeriodSeconds: grace } : {});
  });
  return jsonResponse(201, { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 });
}
