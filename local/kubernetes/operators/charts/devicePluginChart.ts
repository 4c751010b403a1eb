/** The nvidia-device-plugin chart, for nodes whose driver is AKS's own. Its NFD and GFD are not simulated: both must be off. */
import { type Chart, isEnabled, repositoryAt, tolerationsAt } from "./chart.ts";
import { daemonSet } from "./workloads.ts";

export const devicePluginChart: Chart = {
  name: "nvidia-device-plugin",
  repositoryUrl: "https://nvidia.github.io/k8s-device-plugin",
  versions: ["0.17.3", "0.17.4", "0.18.0", "0.19.3"],
  definitions: () => [],
  objects({ release, namespace, values, version }) {
    for (const part of ["nfd", "gfd"]) {
      if (isEnabled(values, `${part}.enabled`, false)) {
        throw new Error(`nvidia-device-plugin with ${part}.enabled=true is not simulated`);
      }
    }
    return [
      daemonSet({
        name: release,
        namespace,
        labels: { "app.kubernetes.io/name": "nvidia-device-plugin", "app.kubernetes.io/instance": release },
        image: `${repositoryAt(values, "image", "nvcr.io/nvidia/k8s-device-plugin")}:v${version}`,
        tolerations: tolerationsAt(values, "tolerations"),
        affinity: values["affinity"] ?? DEFAULT_AFFINITY,
      }),
    ];
  },
};

const labelled = (key: string) => ({ matchExpressions: [{ key, operator: "In", values: ["true"] }] });

/** Without NFD labels the chart's own affinity matches no node. */
const DEFAULT_AFFINITY = {
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [labelled("feature.node.kubernetes.io/pci-10de.present"), labelled("nvidia.com/gpu.present")],
    },
  },
};
