/** The node as a modelled script sees it: files below HOST_ROOT, the host's commands, time to sleep, and a log. */
import { type CommandResult, dumpConfig, restartUnit } from "../../containerd/containerdCommand.ts";
import { readContainerdState } from "../../containerd/containerdService.ts";
import type { ContainerInside } from "../../kubelet/containerInside.ts";
import type { FileTree } from "../../machine/fileTree.ts";
import type { ScriptResult } from "../scriptRunner.ts";
import type { ScriptTimes } from "../scriptTimes.ts";

export interface ScriptHost {
  /** What is below HOST_ROOT. */
  readonly files: FileTree;
  readonly inside: ContainerInside;
  print(text: string): void;
  /** `containerd config dump`, of `config` when given; undefined when it fails. What it complains about is printed. */
  configDump(config?: string): string | undefined;
  /** `systemctl restart containerd`: whether it succeeded. */
  restartContainerd(): boolean;
  /** `systemctl is-active containerd` */
  containerdRuns(): boolean;
  /** Throws `DeadlinePassed` when the pod's deadline is reached meanwhile. */
  sleep(seconds: number): void;
  soFar(): Pick<ScriptResult, "output" | "elapsedMs" | "slept">;
}

/** The kubelet kills the script. */
export class DeadlinePassed extends Error {}

export function createScriptHost(
  files: FileTree,
  inside: ContainerInside,
  { deadlineMs, restartMs }: ScriptTimes,
): ScriptHost {
  const log: string[] = [];
  let elapsedMs = 0;
  const complain = (result: CommandResult) => {
    log.push(result.stderr);
    return result;
  };
  return {
    files,
    inside,
    print: (text) => void log.push(text),
    configDump(config) {
      const { exitCode, stdout } = complain(dumpConfig(files, config));
      return exitCode === 0 ? stdout : undefined;
    },
    restartContainerd() {
      elapsedMs += restartMs;
      return complain(restartUnit(files)).exitCode === 0;
    },
    containerdRuns: () => readContainerdState(files).running,
    sleep(seconds) {
      elapsedMs += seconds * 1000;
      if (elapsedMs >= deadlineMs) throw new DeadlinePassed();
    },
    soFar: () => ({ output: log.join(""), elapsedMs, slept: false }),
  };
}
