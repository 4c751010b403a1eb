/** The kinds that the network operator brings and that we make objects of: whether the cluster takes them yet. */
import type { KubernetesObject, ObjectRef } from "./kubernetesObject.ts";

/** A definition is named `<plural>.<group>`. */
export const NETWORK_DEFINITIONS = [
  { kind: "NodeFeatureRule", name: "nodefeaturerules.nfd.k8s-sigs.io" },
  { kind: "NicClusterPolicy", name: "nicclusterpolicies.mellanox.com" },
] as const;

export type NetworkDefinition = (typeof NETWORK_DEFINITIONS)[number];

export function definitionRef({ name }: NetworkDefinition): ObjectRef {
  return { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition", name };
}

interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
}

/** Undefined: the kind is established. Else what stands against it, in the API server's own words where it has some. */
export function definitionLack(
  { kind, name }: NetworkDefinition,
  definition: KubernetesObject | undefined,
): string | undefined {
  if (definition === undefined) return `${kind}: there is no CustomResourceDefinition ${name} yet`;
  if (definition.metadata.deletionTimestamp !== undefined)
    return `${kind}: CustomResourceDefinition ${name} is being deleted`;
  const { conditions = [] } = (definition["status"] ?? {}) as { conditions?: Condition[] };
  if (conditions.some(({ type, status }) => type === "Established" && status === "True")) return undefined;
  const refused = conditions.find(({ type, status }) => type === "NamesAccepted" && status === "False");
  const cause = refused ?? conditions.find(({ type }) => type === "Established");
  const words =
    cause === undefined ? "" : ` (${cause.type} is ${cause.status}: ${cause.message ?? cause.reason ?? ""})`;
  return `${kind}: CustomResourceDefinition ${name} is not Established${words}`;
}
