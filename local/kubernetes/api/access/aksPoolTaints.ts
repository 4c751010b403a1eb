/** AKS owns the taints of its node pools: taking one off a node through Kubernetes is refused. */
import type { V1NodeSpec, V1Taint } from "@kubernetes/client-node";
import type { KubeObject } from "../../cluster.ts";
import { specOf } from "../../store/objectParts.ts";
import type { AdmissionRule } from "./admission.ts";

/** `poolTaintsOf` says which taints of a node come from its pool. */
export function createAksPoolTaintsRule(poolTaintsOf: (node: KubeObject) => readonly V1Taint[]): AdmissionRule {
  return ({ operation, kind, before, after }) => {
    if (kind !== "v1/Node" || operation !== "UPDATE" || before === undefined || after === undefined) return undefined;
    const kept = specOf<V1NodeSpec>(after).taints ?? [];
    const removed = poolTaintsOf(before).find((taint) => !kept.some((other) => isSameTaint(taint, other)));
    if (removed === undefined) return undefined;
    const text = `${removed.key}=${removed.value ?? ""}:${removed.effect}`;
    return {
      code: 400,
      reason: "BadRequest",
      message:
        'admission webhook "aks-node-validating-webhook.azmk8s.io" denied the request: ' +
        `Taint delete request "${text}" refused. User is attempting to delete a taint configured on aks node pool of node "${before.metadata.name}".`,
    };
  };
}

function isSameTaint(left: V1Taint, right: V1Taint): boolean {
  return left.key === right.key && left.effect === right.effect && (left.value ?? "") === (right.value ?? "");
}
