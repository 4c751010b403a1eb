/** GPU feature discovery: labels a node with its GPUs and driver once the driver runs. */
import type { NodeProgram } from "../../node/kubelet/nodeProgram.ts";
import type { NodeRecord } from "../../node/nodeRecord.ts";
import { setNodeLabels } from "../nodeEdits.ts";

export const gpuFeatureDiscovery: NodeProgram = {
  name: "gpu-feature-discovery",
  plays: ({ command = [] }) => command[0] === "gpu-feature-discovery",
  advance({ cluster, node }) {
    const { nvidiaDriverVersion } = node.machine;
    if (nvidiaDriverVersion === undefined) return { ready: false };
    const [major = "", minor = "", revision = ""] = nvidiaDriverVersion.split(".");
    setNodeLabels(cluster.store, node.spec.name, {
      "nvidia.com/gpu.count": String(node.spec.hardware.gpus),
      "nvidia.com/gpu.product": productOf(node),
      "nvidia.com/cuda.driver-version.full": nvidiaDriverVersion,
      "nvidia.com/cuda.driver-version.major": major,
      "nvidia.com/cuda.driver-version.minor": minor,
      "nvidia.com/cuda.driver-version.revision": revision,
    });
    return { ready: true };
  },
};

const A100_BY_SIZE: Record<string, string> = {
  Standard_NC24ads_A100_v4: "NVIDIA-A100-80GB-PCIe",
  Standard_ND96asr_v4: "NVIDIA-A100-SXM4-40GB",
};

function productOf({ spec }: NodeRecord): string {
  if (spec.hardware.gpuModel === "H100") return "NVIDIA-H100-80GB-HBM3";
  if (spec.hardware.gpuModel === "H200") return "NVIDIA-H200";
  return A100_BY_SIZE[spec.vmSize] ?? "NVIDIA-A100-SXM4-80GB";
}
