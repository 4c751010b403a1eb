/** The operators that a chart may install, and what their images do on nodes. Each stays idle until it is installed. */
import type { Controller } from "../cluster.ts";
import type { NodeProgram } from "../node/kubelet/nodeProgram.ts";

export interface Operators {
  controllers: Controller[];
  programs: NodeProgram[];
}

export function createOperators(): Operators {
  return { controllers: [], programs: [] };
}
