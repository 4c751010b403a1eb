/** The NVIDIA driver container. With RDMA it waits for OFED where the node has InfiniBand, then loads nvidia-peermem too. */
import type { NodeProgram, ProgramContext } from "../../node/kubelet/nodeProgram.ts";
import { MOFED_WAIT_LABEL, NIC_LABEL } from "../networkOperator/nicClusterPolicy.ts";
import { nodeLabel } from "../nodeEdits.ts";

export const gpuDriver: NodeProgram = {
  name: "gpu-driver",
  plays: ({ image }) => image.includes("/nvidia/driver:"),
  advance(context) {
    const { machine } = context.node;
    if (machine.nvidiaDriverVersion === undefined) return install(context);
    if (!loadsPeermem(context) || machine.ofedVersion === undefined || machine.peermemLoaded) return { ready: true };
    return loadPeermem(context);
  },
};

function install(context: ProgramContext) {
  const { cluster, node, machines, container } = context;
  const name = node.spec.name;
  if (usesRdma(context) && waitsForOfed(context)) return { ready: false };
  if (!context.hasFinished("install", cluster.latencyOf("gpuDriverPerNode", name))) return { ready: false };
  machines.change(name, {
    nvidiaDriverVersion: container.image.split(":").at(-1) ?? "",
    peermemLoaded: loadsPeermem(context) && node.machine.ofedVersion !== undefined,
  });
  return { ready: true };
}

/** OFED came after the driver. */
function loadPeermem(context: ProgramContext) {
  const { cluster, node, machines } = context;
  if (!context.hasFinished("peermem", cluster.latencyOf("peermemModule", node.spec.name))) return { ready: false };
  machines.change(node.spec.name, { peermemLoaded: true });
  return { ready: true };
}

/** On a machine without it the module does not fit the kernel: the driver is ready all the same. */
function loadsPeermem(context: ProgramContext): boolean {
  return usesRdma(context) && context.node.spec.hardware.peermem !== false;
}

function usesRdma({ container }: ProgramContext): boolean {
  return container.env?.some(({ name, value }) => name === "GPU_DIRECT_RDMA_ENABLED" && value === "true") ?? false;
}

/** A node without a Mellanox NIC that NFD knows of has nothing to wait for. */
function waitsForOfed({ cluster, node }: ProgramContext): boolean {
  const wait = nodeLabel(cluster.store, node.spec.name, MOFED_WAIT_LABEL);
  const hasNic = nodeLabel(cluster.store, node.spec.name, NIC_LABEL) === "true";
  return (hasNic || wait !== undefined) && wait !== "false";
}
