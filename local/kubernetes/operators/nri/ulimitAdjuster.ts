/** The NRI plugin that raises locked-memory limits: it lives as long as its connection to containerd. */

import type { NodeProgram } from "../../node/kubelet/nodeProgram.ts";
import { isAdjuster } from "../../node/kubelet/raisedLimits.ts";

export const ulimitAdjuster: NodeProgram = {
  name: "ulimit-adjuster",
  plays: isAdjuster,
  advance(context) {
    const { nriListening, containerdRestarts } = context.node.machine;
    if (!nriListening) {
      context.print("failed to connect to NRI: dial unix /var/run/nri/nri.sock: connect: connection refused");
      return { ready: false, exitCode: 1 };
    }
    const seen = context.recall("containerdRestarts");
    if (seen !== undefined && seen !== containerdRestarts) return { ready: true, restarted: true };
    context.remember("containerdRestarts", containerdRestarts);
    return { ready: true };
  },
};
