/** NVIDIA's gpu-operator chart: the operator, its ClusterPolicy made from the values, and an NFD unless values say otherwise. */
import { type Chart, type ChartObject, type ChartValues, isEnabled, repositoryAt, tolerationsAt } from "./chart.ts";
import { customResourceDefinition } from "./customResource.ts";
import { nfdDefinitions, nfdObjects } from "./nodeFeatureDiscovery.ts";
import { deployment } from "./workloads.ts";

export const GPU_OPERATOR = { "app.kubernetes.io/name": "gpu-operator" };
export const CLUSTER_POLICY = "cluster-policy";

/** What each release of the operator installs on nodes. From 1.18 the toolkit works with a drop-in. */
const OPERANDS: Record<string, { driver: string; toolkit: string; devicePlugin: string }> = {
  "v25.3.2": { driver: "570.148.08", toolkit: "v1.17.8", devicePlugin: "v0.17.3" },
  "v25.3.4": { driver: "580.82.07", toolkit: "v1.17.8", devicePlugin: "v0.17.4" },
  "v25.10.1": { driver: "580.105.08", toolkit: "v1.18.1", devicePlugin: "v0.18.1" },
  "v26.3.3": { driver: "580.126.20", toolkit: "v1.19.1", devicePlugin: "v0.19.3" },
};

const NFD_IMAGE = { repository: "registry.k8s.io/nfd/node-feature-discovery", tag: "v0.17.3" };

const NVIDIA = { group: "nvidia.com", scope: "Cluster" } as const;

export const gpuOperatorChart: Chart = {
  name: "gpu-operator",
  repositoryUrl: "https://helm.ngc.nvidia.com/nvidia",
  versions: Object.keys(OPERANDS),
  definitions: (values) => [
    customResourceDefinition({ ...NVIDIA, version: "v1", kind: "ClusterPolicy", plural: "clusterpolicies" }),
    customResourceDefinition({ ...NVIDIA, version: "v1alpha1", kind: "NVIDIADriver", plural: "nvidiadrivers" }),
    ...(bringsNfd(values) ? nfdDefinitions() : []),
  ],
  objects(installation): ChartObject[] {
    const { namespace, values, version } = installation;
    return [
      deployment({
        name: "gpu-operator",
        namespace,
        labels: { ...GPU_OPERATOR, app: "gpu-operator" },
        image: `${repositoryAt(values, "operator", "nvcr.io/nvidia")}/gpu-operator:v${version}`,
        tolerations: tolerationsAt(values, "operator.tolerations", []),
      }),
      clusterPolicy(values, OPERANDS[`v${version}`]),
      ...(bringsNfd(values) ? nfdObjects(installation, NFD_IMAGE) : []),
    ];
  },
};

function bringsNfd(values: ChartValues): boolean {
  return isEnabled(values, "nfd.enabled", true);
}

function clusterPolicy(values: ChartValues, versions = OPERANDS["v25.3.4"]): ChartObject {
  const part = (name: string, more: Record<string, unknown> = {}) => ({
    ...(values[name] as object | undefined),
    enabled: isEnabled(values, `${name}.enabled`, true),
    ...more,
  });
  return {
    apiVersion: "nvidia.com/v1",
    kind: "ClusterPolicy",
    metadata: { name: CLUSTER_POLICY },
    spec: {
      daemonsets: { tolerations: tolerationsAt(values, "daemonsets.tolerations") },
      driver: part("driver", {
        repository: repositoryAt(values, "driver", "nvcr.io/nvidia"),
        version: versions?.driver,
      }),
      toolkit: part("toolkit", {
        repository: repositoryAt(values, "toolkit", "nvcr.io/nvidia/k8s"),
        version: versions?.toolkit,
      }),
      devicePlugin: part("devicePlugin", {
        repository: repositoryAt(values, "devicePlugin", "nvcr.io/nvidia"),
        version: versions?.devicePlugin,
      }),
      gfd: part("gfd", { repository: repositoryAt(values, "gfd", "nvcr.io/nvidia"), version: versions?.devicePlugin }),
      migManager: part("migManager"),
      sandboxDevicePlugin: part("sandboxDevicePlugin"),
      vfioManager: part("vfioManager"),
      vgpuDeviceManager: part("vgpuDeviceManager"),
    },
  };
}
