/** How a pod gets GPUs, RDMA and locked memory on this cluster: handed to the people who deploy llm-d. */
import { NVIDIA } from "./labels.ts";
import type { NodeExpectation } from "./nodeExpectation.ts";
import type { Toleration } from "./tolerations.ts";

export interface PodContract {
  resources: { name: string; perPod: string }[];
  tolerations: Toleration[];
  /** Replace `<container>` by the container's name. */
  memlockAnnotation: { key: string; value: string };
}

export function makePodContract(expectations: readonly NodeExpectation[], tolerations: Toleration[]): PodContract {
  const mostGpus = Math.max(...expectations.map((expectation) => expectation.gpus));
  const hasRdma = expectations.some((expectation) => expectation.rdma > 0);
  return {
    resources: [
      { name: NVIDIA.gpuResource, perPod: mostGpus === 1 ? "1" : `1 to ${mostGpus}` },
      ...(hasRdma ? [{ name: NVIDIA.rdmaResource, perPod: "1" }] : []),
    ],
    tolerations,
    memlockAnnotation: {
      key: "ulimits.noderesource.dev/container.<container>",
      value: JSON.stringify([{ type: "memlock", soft: "unlimited", hard: "unlimited" }]),
    },
  };
}
