/** The simulated host's `containerd` as a program of its own: the stubs start it. */
import { type CommandResult, dumpConfig, failed, restartUnit } from "../containerd/containerdCommand.ts";
import { type FileTree, folderTree } from "../machine/fileTree.ts";

function run(files: FileTree, args: readonly string[]): CommandResult {
  if (args.join(" ") === "restart-unit") return restartUnit(files);
  const [config, rest] = args[0] === "-c" || args[0] === "--config" ? [args[1], args.slice(2)] : [undefined, args];
  if (rest.join(" ") === "config dump") return dumpConfig(files, config);
  return failed(`containerd: the simulated host cannot do "containerd ${args.join(" ")}"\n`);
}

const result = run(folderTree(process.env["LAMPLIGHTER_SIM_ROOT"] ?? "/nonexistent"), process.argv.slice(2));
process.stdout.write(result.stdout);
process.stderr.write(result.stderr);
process.exitCode = result.exitCode;
