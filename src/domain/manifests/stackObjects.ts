/** Every object that stays in the cluster beside the charts' own, in the order in which a run makes them. */
import { mirrored } from "../images.ts";
import type { KubernetesObject } from "../kubernetesObject.ts";
import type { StackSpec } from "../stack.ts";
import { infinibandRule } from "./infinibandRule.ts";
import { privilegedNamespace } from "./namespace.ts";
import { nicClusterPolicy } from "./nicClusterPolicy.ts";
import { peermemReloader } from "./peermemReloader.ts";
import { ulimitAdjuster } from "./ulimitAdjuster.ts";

export function stackObjects(stack: StackSpec, nodeImage: string): KubernetesObject[] {
  return [
    ...stack.namespaces.map(privilegedNamespace),
    ...(stack.rdma ? [infinibandRule(), nicClusterPolicy(stack)] : []),
    ...(stack.peermemReloader ? [peermemReloader(stack, mirrored(nodeImage, stack.registryPrefix))] : []),
    ulimitAdjuster(stack),
  ];
}
