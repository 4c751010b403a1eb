/** What the simulated host's `containerd` and `systemctl restart containerd` print and do, on the files of a node. */
import type { FileTree } from "../machine/fileTree.ts";
import { evaluateConfigOf, startContainerd } from "./containerdService.ts";

export interface CommandResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** `containerd [-c config] config dump`; `config` as seen from inside the root. */
export function dumpConfig(files: FileTree, config: string | undefined): CommandResult {
  const evaluation = evaluateConfigOf(files, config);
  if ("error" in evaluation) return failed(`${evaluation.error}\n`);
  return { exitCode: 0, stdout: evaluation.dump, stderr: "" };
}

/** `systemctl restart containerd` */
export function restartUnit(files: FileTree): CommandResult {
  const evaluation = startContainerd(files);
  if (!("error" in evaluation)) return { exitCode: 0, stdout: "", stderr: "" };
  return failed(
    "Job for containerd.service failed because the control process exited with error code.\n" +
      'See "systemctl status containerd.service" and "journalctl -xeu containerd.service" for details.\n',
  );
}

export function failed(stderr: string): CommandResult {
  return { exitCode: 1, stdout: "", stderr };
}
