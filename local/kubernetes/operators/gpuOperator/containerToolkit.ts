/** NVIDIA's container toolkit: once the driver is there it configures containerd on its node, and restarts it. */
import type { NodeProgram } from "../../node/kubelet/nodeProgram.ts";
import { toolkitShareMs } from "./toolkitShare.ts";

export const containerToolkit: NodeProgram = {
  name: "container-toolkit",
  plays: ({ image }) => image.includes("/container-toolkit:"),
  advance(context) {
    const { cluster, node, machines, container } = context;
    if (node.machine.nvidiaDriverVersion === undefined) return { ready: false };
    if (!context.hasFinished("configure", toolkitShareMs(cluster, node.spec.name))) return { ready: false };
    const version = (container.image.split(":v").at(-1) ?? "").split("-")[0] ?? "";
    try {
      machines.installToolkit(node.spec.name, version);
      return { ready: true };
    } catch (error) {
      context.print(`unable to configure containerd: ${error instanceof Error ? error.message : String(error)}`);
      return { ready: false, exitCode: 1 };
    }
  },
};
