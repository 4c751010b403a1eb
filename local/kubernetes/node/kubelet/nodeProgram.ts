/** Plays what the image of a long-running pod does on its node: drivers, plugins, workers, and the helmfile Job. */
import type { Cluster, KubeObject } from "../../cluster.ts";
import type { Machines } from "../machine/machines.ts";
import type { NodeRecord } from "../nodeRecord.ts";
import type { ContainerSpec } from "./podShape.ts";

export interface ProgramContext {
  pod: KubeObject;
  container: ContainerSpec;
  node: NodeRecord;
  cluster: Cluster;
  machines: Machines;
  /** Begins the step when first asked, and is true once it has taken `durationMs`; the pod is woken then. */
  hasFinished(step: string, durationMs: number): boolean;
  recall(note: string): number | undefined;
  remember(note: string, value: number): void;
  print(line: string): void;
}

export interface ProgramState {
  ready: boolean;
  /** It ended. */
  exitCode?: number;
  /** It exited and was started again. */
  restarted?: boolean;
}

export interface NodeProgram {
  readonly name: string;
  plays(container: ContainerSpec, pod: KubeObject): boolean;
  /** Level-triggered: called whenever something on the node changed, any number of times. */
  advance(context: ProgramContext): ProgramState;
}

/** Of images that nobody plays: they start, are ready, and do nothing; as an init container they are done at once. */
export function idleProgram(isInit: boolean): NodeProgram {
  return { name: "idle", plays: () => true, advance: () => (isInit ? { ready: false, exitCode: 0 } : { ready: true }) };
}
