/** How a pod gets GPUs, RDMA and locked memory on this cluster: handed to the people who deploy llm-d. */
import { isAtLeast, type LevelReached } from "./checks.ts";
import { devicesWanted } from "./devices.ts";
import { NVIDIA } from "./labels.ts";
import { memlockKey, UNLIMITED_MEMLOCK } from "./memlock.ts";
import type { NodeExpectation } from "./nodeExpectation.ts";
import type { Toleration } from "./tolerations.ts";

export interface PodContract {
  resources: { name: string; perPod: string }[];
  tolerations: Toleration[];
  /** Replace `<container>` by the container's name. */
  memlockAnnotation: { key: string; value: string };
  /** A pod that was made like this got what it asked for, on every node (level L3). */
  proven: boolean;
  /** The same as a part of a pod, for a container that uses all GPUs of a node of the largest size. */
  snippet: PodSnippet;
}

export interface PodSnippet {
  metadata: { annotations: Record<string, string> };
  spec: {
    tolerations: Toleration[];
    containers: { name: string; resources: { limits: Record<string, string> } }[];
  };
}

/** Of the container in the snippet. */
const CONTAINER = "vllm";

export function makePodContract(
  expectations: readonly NodeExpectation[],
  tolerations: Toleration[],
  level: LevelReached,
): PodContract {
  const mostGpus = Math.max(...expectations.map((expectation) => expectation.gpus));
  const hasRdma = expectations.some((expectation) => expectation.rdma > 0);
  return {
    resources: [
      { name: NVIDIA.gpuResource, perPod: mostGpus === 1 ? "1" : `1 to ${mostGpus}` },
      ...(hasRdma ? [{ name: NVIDIA.rdmaResource, perPod: "1" }] : []),
    ],
    tolerations,
    memlockAnnotation: {
      key: memlockKey("<container>"),
      value: UNLIMITED_MEMLOCK,
    },
    proven: isAtLeast(level, "L3"),
    snippet: {
      metadata: { annotations: { [memlockKey(CONTAINER)]: UNLIMITED_MEMLOCK } },
      spec: {
        tolerations,
        containers: [
          {
            name: CONTAINER,
            resources: { limits: devicesWanted({ kind: "all", gpus: mostGpus, rdma: hasRdma ? 1 : 0 }) },
          },
        ],
      },
    },
  };
}
