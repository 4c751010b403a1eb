/**
 * Cordons of ours: remembered on the node, by an annotation, and lifted by that alone. Each change is a merge patch for
 * the version of the node that was read, so that a cordon which somebody else makes or lifts meanwhile is seen first.
 */
import type { KubernetesObject } from "./kubernetesObject.ts";
import { ANNOTATIONS } from "./labels.ts";

/** Undefined: it is cordoned already, by this preparation or by others, whose cordon gets no annotation. */
export function cordonPatch(node: KubernetesObject, preparationId: string): Record<string, unknown> | undefined {
  const holder = cordonedBy(node);
  if (isCordoned(node) && (holder === undefined || holder === preparationId)) return undefined;
  return {
    metadata: annotated(node, { [ANNOTATIONS.cordonedBy]: preparationId }),
    spec: { unschedulable: true },
  };
}

/**
 * One for each uncordoning, to be asked again with every new look at the node. `isOurs`: whether that cordon is to be
 * lifted. Undefined: there is nothing to do. What was seen lifted is nobody's but theirs who cordon it again.
 */
export function uncordoning(isOurs: (node: KubernetesObject) => boolean) {
  let wasLifted = false;
  return (node: KubernetesObject): Record<string, unknown> | undefined => {
    if (!isOurs(node)) return undefined;
    wasLifted ||= !isCordoned(node);
    const metadata = annotated(node, { [ANNOTATIONS.cordonedBy]: null });
    return wasLifted ? { metadata } : { metadata, spec: { unschedulable: null } };
  };
}

/** The preparation whose cordon it is; undefined: none of ours. */
export function cordonedBy({ metadata }: KubernetesObject): string | undefined {
  return metadata.annotations?.[ANNOTATIONS.cordonedBy];
}

function annotated({ metadata }: KubernetesObject, annotations: Record<string, string | null>) {
  return { resourceVersion: metadata.resourceVersion, annotations };
}

function isCordoned(node: KubernetesObject): boolean {
  return (node["spec"] as { unschedulable?: boolean } | undefined)?.unschedulable === true;
}
