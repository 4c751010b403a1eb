/** The node as a modelled script sees it: files below HOST_ROOT, the host's commands, time to sleep, and a log. */
import { copyFileSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CommandResult, dumpConfig, restartUnit } from "../../containerd/containerdCommand.ts";
import type { ScriptResult } from "../scriptRunner.ts";
import type { ScriptTimes } from "../scriptTimes.ts";

/** Paths are relative to HOST_ROOT. */
export interface ScriptHost {
  readonly root: string;
  /** Undefined: there is no such file. */
  read(path: string): Buffer | undefined;
  write(path: string, content: Buffer): void;
  copy(from: string, to: string): void;
  move(from: string, to: string): void;
  print(text: string): void;
  /** `containerd config dump`, of `config` when given; undefined when it fails. What it complains about is printed. */
  configDump(config?: string): string | undefined;
  /** `systemctl restart containerd`: whether it succeeded. */
  restartContainerd(): boolean;
  /** Throws `DeadlinePassed` when the pod's deadline is reached meanwhile. */
  sleep(seconds: number): void;
  soFar(): Pick<ScriptResult, "output" | "elapsedMs" | "slept">;
}

/** The kubelet kills the script. */
export class DeadlinePassed extends Error {}

export function createScriptHost(root: string, { deadlineMs, restartMs }: ScriptTimes): ScriptHost {
  const log: string[] = [];
  let elapsedMs = 0;
  const at = (path: string) => join(root, path);
  const complain = (result: CommandResult) => {
    log.push(result.stderr);
    return result;
  };
  return {
    root,
    read: (path) => (existsSync(at(path)) ? readFileSync(at(path)) : undefined),
    write: (path, content) => writeFileSync(at(path), content),
    copy: (from, to) => copyFileSync(at(from), at(to)),
    move: (from, to) => renameSync(at(from), at(to)),
    print: (text) => void log.push(text),
    configDump(config) {
      const { exitCode, stdout } = complain(dumpConfig(root, config));
      return exitCode === 0 ? stdout : undefined;
    },
    restartContainerd() {
      elapsedMs += restartMs;
      return complain(restartUnit(root)).exitCode === 0;
    },
    sleep(seconds) {
      elapsedMs += seconds * 1000;
      if (elapsedMs >= deadlineMs) throw new DeadlinePassed();
    },
    soFar: () => ({ output: log.join(""), elapsedMs, slept: false }),
  };
}
