/** A namespace whose pods may be privileged: operators and probes need the host. */
import type { KubernetesObject } from "../kubernetesObject.ts";
import { LABELS } from "../labels.ts";

export function privilegedNamespace(name: string): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: {
      name,
      labels: { [LABELS.managedBy]: "lamplighter", "pod-security.kubernetes.io/enforce": "privileged" },
    },
  };
}
