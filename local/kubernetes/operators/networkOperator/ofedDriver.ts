/** The DOCA-OFED driver container: builds and loads the kernel modules of its node. */
import type { NodeProgram } from "../../node/kubelet/nodeProgram.ts";

export const ofedDriver: NodeProgram = {
  name: "ofed-driver",
  plays: ({ image }) => image.includes("/doca-driver:"),
  advance(context) {
    const { cluster, node, machines, container } = context;
    if (!context.hasFinished("install", cluster.latencyOf("ofedPerNode", node.spec.name))) return { ready: false };
    machines.change(node.spec.name, { ofedVersion: ofedVersionOf(container.image) });
    return { ready: true };
  },
};

/** "doca3.1.0-25.07-0.9.7.0-0" brings mlx5_core "25.07-0.9.7". */
function ofedVersionOf(image: string): string {
  const tag = image.split(":").at(-1) ?? "";
  const [, version] = /^doca[\d.]+-(\d+\.\d+-\d+\.\d+\.\d+)/.exec(tag) ?? [];
  if (version === undefined) throw new Error(`The driver image's version "${tag}" is not of the form docaX.Y.Z-…`);
  return version;
}
