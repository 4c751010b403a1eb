/** What the simulated host's `containerd` and `systemctl restart containerd` do, as a program of its own: the stubs start it. */
import { evaluateConfigOf, startContainerd } from "../containerd/containerdService.ts";

function run(root: string, args: readonly string[]): number {
  if (args.join(" ") === "restart-unit") return restartUnit(root);
  const [config, rest] = args[0] === "-c" || args[0] === "--config" ? [args[1], args.slice(2)] : [undefined, args];
  if (rest.join(" ") === "config dump") return dumpConfig(root, config);
  process.stderr.write(`containerd: the simulated host cannot do "containerd ${args.join(" ")}"\n`);
  return 1;
}

function restartUnit(root: string): number {
  const evaluation = startContainerd(root);
  if (!("error" in evaluation)) return 0;
  process.stderr.write(
    "Job for containerd.service failed because the control process exited with error code.\n" +
      'See "systemctl status containerd.service" and "journalctl -xeu containerd.service" for details.\n',
  );
  return 1;
}

function dumpConfig(root: string, config: string | undefined): number {
  const evaluation = evaluateConfigOf(root, config);
  if ("error" in evaluation) {
    process.stderr.write(`${evaluation.error}\n`);
    return 1;
  }
  process.stdout.write(evaluation.dump);
  return 0;
}

process.exitCode = run(process.env["LAMPLIGHTER_SIM_ROOT"] ?? "/nonexistent", process.argv.slice(2));
