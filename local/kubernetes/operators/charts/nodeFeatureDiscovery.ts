/** The node-feature-discovery sub-chart that both NVIDIA operators can bring along. */
import type { NewKubeObject } from "../../cluster.ts";
import { type ChartInstallation, type ChartObject, repositoryAt, tolerationsAt } from "./chart.ts";
import { customResourceDefinition } from "./customResource.ts";
import { daemonSet, deployment } from "./workloads.ts";

const NFD = { group: "nfd.k8s-sigs.io", version: "v1alpha1" };

export const NFD_LABEL = "app.kubernetes.io/name";
export const NFD_NAME = "node-feature-discovery";

export function nfdDefinitions(): NewKubeObject[] {
  return [
    customResourceDefinition({ ...NFD, kind: "NodeFeature", plural: "nodefeatures", scope: "Namespaced" }),
    customResourceDefinition({ ...NFD, kind: "NodeFeatureGroup", plural: "nodefeaturegroups", scope: "Namespaced" }),
    customResourceDefinition({ ...NFD, kind: "NodeFeatureRule", plural: "nodefeaturerules", scope: "Cluster" }),
  ];
}

/** Each part tolerates what `node-feature-discovery.<part>.tolerations` says, nothing of AKS's by itself. */
export function nfdObjects(
  { release, namespace, values }: ChartInstallation,
  image: { repository: string; tag: string },
): ChartObject[] {
  const nameOf = (role: string) => `${release}-node-feature-discovery-${role}`;
  const labels = (role: string) => ({
    [NFD_LABEL]: NFD_NAME,
    "app.kubernetes.io/instance": release,
    role,
  });
  const repository = repositoryAt(values, "node-feature-discovery.image", image.repository);
  const common = { namespace, image: `${repository}:${image.tag}` };
  const controller = (role: "master" | "gc") => ({
    ...common,
    name: nameOf(role),
    labels: labels(role),
    command: [`nfd-${role}`],
    tolerations: tolerationsAt(values, `node-feature-discovery.${role}.tolerations`, []),
  });
  return [
    deployment(controller("master")),
    deployment(controller("gc")),
    daemonSet({
      ...common,
      name: nameOf("worker"),
      labels: labels("worker"),
      command: ["nfd-worker"],
      tolerations: tolerationsAt(values, "node-feature-discovery.worker.tolerations"),
    }),
  ];
}

/** The trap of the network operator's chart: it labels every Mellanox NIC, accelerated networking of CPU nodes included. */
export function anyMellanoxNicRule(): ChartObject {
  return {
    apiVersion: "nfd.k8s-sigs.io/v1alpha1",
    kind: "NodeFeatureRule",
    metadata: { name: "nvidia-nics-rules" },
    spec: {
      rules: [
        {
          name: "NVIDIA NICs",
          labels: { "feature.node.kubernetes.io/pci-15b3.present": "true" },
          matchFeatures: [{ feature: "pci.device", matchExpressions: { vendor: { op: "In", value: ["15b3"] } } }],
        },
      ],
    },
  };
}
