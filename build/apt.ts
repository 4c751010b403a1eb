/** Runs apt-get, with the machine's own configuration or with parts of it replaced. */
import { execFileSync } from "node:child_process";

/** Settings by name, as `-o Name=Value` gives them. */
export type AptOptions = Readonly<Record<string, string>>;

/** The machine's configuration as it is. */
export const OWN_RELEASE: AptOptions = {};

/** What it printed. Throws with its complaint. */
export function apt(args: readonly string[], options: AptOptions = OWN_RELEASE, cwd = "/"): string {
  const [command = "", ...others] = args;
  const settings = Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
  return run("apt-get", [command, ...settings, ...others], cwd);
}

export function run(command: string, args: readonly string[], cwd: string): string {
  try {
    return execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    throw new Error(`${command} ${args.join(" ")} failed: ${stderr?.trim() || String(error)}`, { cause: error });
  }
}
