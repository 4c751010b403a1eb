/** Runs the script of a container against the files of its node: the port, whose implementations must not be told apart. */
import type { ContainerContext } from "../kubelet/containerContext.ts";

export interface ScriptResult {
  /** 137 when it was killed. */
  exitCode: number;
  output: string;
  terminationMessage: string;
  /** In simulated time: what it slept, and what it waited for. */
  elapsedMs: number;
  /** Its sleep ended this pass of its loop. */
  slept: boolean;
}

export interface ScriptRunner {
  /**
   * `onExit` is called later, never during the call. The same id again while it waits or runs changes nothing. Throws
   * when the container cannot be created.
   */
  start(id: string, context: ContainerContext, onExit: (result: ScriptResult) => void): void;
  has(id: string): boolean;
  /** Kills the pod's scripts and everything they started; `onExit` is not called. Ids begin with "<pod uid>/". */
  kill(podUid: string): void;
  killAll(): void;
}
