/** Commands that somebody runs inside a running container: real processes with its variables, files and tools. */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import type { Cluster, ExecCommand, ExecSession, KubeObject, PodExec } from "../../cluster.ts";
import { insideOf } from "../kubelet/containerInside.ts";
import type { PodRuns } from "../kubelet/podRun.ts";
import { type ContainerSpec, podSpec } from "../kubelet/podShape.ts";
import { mountsOf, volumePlaces } from "../kubelet/podVolumes.ts";
import type { NodeFiles } from "../machine/nodeFiles.ts";
import type { NodeRecords } from "../nodeRecord.ts";
import { containerProcess } from "./scriptCommand.ts";
import { killGroup } from "./scriptProcess.ts";
import { STUBS_FOLDER } from "./shScripts.ts";
import { inTerminal, resizeTerminal } from "./terminal.ts";

export interface ExecCommandsOptions {
  cluster: () => Cluster;
  runs: PodRuns;
  records: NodeRecords;
  files: NodeFiles;
  compileCache: string;
}

export function createExecCommands(options: ExecCommandsOptions): PodExec {
  return {
    start(pod, container, command) {
      const { initContainers = [], containers } = podSpec(pod);
      const spec = [...initContainers, ...containers].find(({ name }) => name === container);
      const run = options.runs.get(pod.metadata.uid)?.containers[container];
      if (spec === undefined || run === undefined || run.exit !== undefined) return undefined;
      return startProcess(pod, spec, command, options);
    },
  };
}

function startProcess(
  pod: KubeObject,
  container: ContainerSpec,
  { command, terminal }: ExecCommand,
  { cluster, runs, records, files, compileCache }: ExecCommandsOptions,
): ExecSession | undefined {
  const record = records.get(podSpec(pod).nodeName ?? "");
  const run = runs.get(pod.metadata.uid);
  if (record === undefined || run === undefined) return undefined;
  const podFolder = files.podFolder(record, pod.metadata.uid);
  const folder = join(podFolder, "exec", container.name);
  mkdirSync(folder, { recursive: true });
  const place = containerProcess(pod, container, {
    mounts: mountsOf(pod, container, volumePlaces(pod, record, files, cluster())),
    root: files.rootOf(record),
    podFolder,
    stubsFolder: STUBS_FOLDER,
    compileCache,
    store: cluster().store,
    inside: insideOf({ pod, container, run, record, cluster: cluster() }),
    folder,
    deadlineMs: Number.MAX_SAFE_INTEGER,
    restartMs: cluster().latencyOf("containerdRestart", record.spec.name),
  });
  const [name = "", ...values] = command;
  const inside = [name, ...values.map(place.translate)];
  const terminalName = join(mkdtempSync(join(folder, "terminal-")), "name");
  const [program = "", ...args] = terminal ? inTerminal(inside, terminalName) : inside;
  const child = spawn(program, args, {
    cwd: place.cwd,
    // Nobody waits for the next pass of a command.
    env: { ...place.env, LAMPLIGHTER_SIM_LOOP: "no" },
    stdio: "pipe",
    detached: true,
  });
  return {
    stdin: child.stdin,
    stdout: child.stdout,
    stderr: child.stderr,
    onEnd(react) {
      child.once("error", ({ message }) => react({ failure: message }));
      child.once("close", (code) => {
        if (child.pid !== undefined) react({ exitCode: code ?? 137 });
      });
    },
    resize: (size) => {
      if (terminal) resizeTerminal(terminalName, size);
    },
    kill: () => killGroup(child),
  };
}
