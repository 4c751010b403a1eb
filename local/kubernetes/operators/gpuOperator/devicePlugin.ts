/** NVIDIA's device plugin: announces the GPUs once driver and container runtime are there, the operator's or AKS's. */
import type { NodeProgram } from "../../node/kubelet/nodeProgram.ts";
import { setNodeResource } from "../nodeEdits.ts";
import { toolkitShareMs } from "./toolkitShare.ts";

export const devicePlugin: NodeProgram = {
  name: "device-plugin",
  plays: ({ image, command = [] }) => image.includes("/k8s-device-plugin:") && command.length === 0,
  advance(context) {
    const { cluster, node } = context;
    const { name, gpuDriver, hardware } = node.spec;
    const hasRuntime = gpuDriver === "Install" || node.machine.toolkitVersion !== undefined;
    if (node.machine.nvidiaDriverVersion === undefined || !hasRuntime) return { ready: false };
    if (!context.hasFinished("announce", toolkitShareMs(cluster, name))) return { ready: false };
    const { gpus, unhealthyGpus = 0 } = hardware;
    if (gpus > 0) setNodeResource(cluster.store, name, "nvidia.com/gpu", gpus, gpus - unhealthyGpus);
    return { ready: true };
  },
};
