/** NVIDIA's network-operator chart: the operator, its definitions, and an NFD unless values say otherwise. */
import { type Chart, type ChartObject, isEnabled, repositoryAt, tolerationsAt } from "./chart.ts";
import { customResourceDefinition } from "./customResource.ts";
import { anyMellanoxNicRule, nfdDefinitions, nfdObjects } from "./nodeFeatureDiscovery.ts";
import { deployment } from "./workloads.ts";

export const NETWORK_OPERATOR = { "app.kubernetes.io/name": "network-operator" };

const MELLANOX = { group: "mellanox.com", version: "v1alpha1", scope: "Cluster" } as const;

export const networkOperatorChart: Chart = {
  name: "network-operator",
  repositoryUrl: "https://helm.ngc.nvidia.com/nvidia",
  versions: ["25.4.0", "25.7.0", "25.10.0", "26.1.0", "26.1.1", "26.1.2", "26.4.0", "26.4.1"],
  definitions: (values) => [
    customResourceDefinition({ ...MELLANOX, kind: "NicClusterPolicy", plural: "nicclusterpolicies" }),
    customResourceDefinition({ ...MELLANOX, kind: "MacvlanNetwork", plural: "macvlannetworks" }),
    customResourceDefinition({ ...MELLANOX, kind: "HostDeviceNetwork", plural: "hostdevicenetworks" }),
    customResourceDefinition({ ...MELLANOX, kind: "IPoIBNetwork", plural: "ipoibnetworks" }),
    ...(bringsNfd(values) ? nfdDefinitions() : []),
  ],
  objects(installation): ChartObject[] {
    const { release, namespace, values, version } = installation;
    const rules = isEnabled(values, "nfd.deployNodeFeatureRules", true) ? [anyMellanoxNicRule()] : [];
    return [
      deployment({
        name: release,
        namespace,
        labels: { ...NETWORK_OPERATOR, "app.kubernetes.io/instance": release },
        image: `${repositoryAt(values, "operator", "nvcr.io/nvidia/cloud-native")}/network-operator:v${version}`,
        tolerations: tolerationsAt(values, "operator.tolerations", []),
      }),
      ...(bringsNfd(values) ? [...nfdObjects(installation, nfdImage(version)), ...rules] : []),
    ];
  },
};

/** NVIDIA's own build. */
function nfdImage(version: string): { repository: string; tag: string } {
  return { repository: "nvcr.io/nvidia/mellanox/node-feature-discovery", tag: `network-operator-v${version}` };
}

function bringsNfd(values: Record<string, unknown>): boolean {
  return isEnabled(values, "nfd.enabled", true);
}
