/** Which nodes a pod's nodeSelector and required node affinity allow. */

import type { V1NodeSelectorRequirement, V1NodeSelectorTerm, V1PodSpec } from "@kubernetes/client-node";
import type { KubeObject } from "../../cluster.ts";
import { satisfiesSet } from "../../store/setOperator.ts";

export function selectsNode(spec: V1PodSpec, node: KubeObject): boolean {
  const labels = node.metadata.labels ?? {};
  const selector = Object.entries(spec.nodeSelector ?? {});
  if (!selector.every(([key, value]) => labels[key] === value)) return false;
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return required === undefined || required.nodeSelectorTerms.some((term) => matchesTerm(term, node));
}

/** The one node that the affinity names, as a DaemonSet's pods do. */
export function pinnedNodeOf(spec: V1PodSpec): string | undefined {
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const [field] = terms.length === 1 ? (terms[0]?.matchFields ?? []) : [];
  return field?.key === "metadata.name" && field.operator === "In" ? field.values?.[0] : undefined;
}

/** An empty term matches nothing. */
function matchesTerm(term: V1NodeSelectorTerm, node: KubeObject): boolean {
  const expressions = term.matchExpressions ?? [];
  const fields = term.matchFields ?? [];
  if (expressions.length + fields.length === 0) return false;
  const labels = node.metadata.labels ?? {};
  return (
    expressions.every((requirement) => satisfies(requirement, labels[requirement.key])) &&
    fields.every((requirement) => satisfies(requirement, node.metadata.name))
  );
}

function satisfies({ operator, values = [] }: V1NodeSelectorRequirement, value: string | undefined): boolean {
  if (operator === "Gt") return value !== undefined && Number(value) > Number(values[0]);
  if (operator === "Lt") return value !== undefined && Number(value) < Number(values[0]);
  const satisfied = satisfiesSet(value, operator, values);
  if (satisfied !== undefined) return satisfied;
  throw new Error(`Node selector operator "${operator}" is not one of In, NotIn, Exists, DoesNotExist, Gt, Lt`);
}
