/** The real kubectl: the one that `npm run setup:ci` brings, else the machine's own. */
import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { text as readText } from "node:stream/consumers";
import { promisify } from "node:util";
import { settings } from "./settings.ts";

const OWN = join(import.meta.dirname, "../../../.tools/bin/kubectl");

/** undefined: there is none. */
export function findKubectl(): string | undefined {
  if (existsSync(OWN)) return OWN;
  return spawnSync("kubectl", ["version", "--client"]).status === 0 ? "kubectl" : undefined;
}

export interface Outcome {
  output: string;
  code: number | null;
}

/** util-linux's, which gives a program a terminal. */
export function hasScript(): boolean {
  return spawnSync("script", ["--version"], { encoding: "utf8" }).stdout?.includes("util-linux") ?? false;
}

export interface Kubectl {
  /** Its output; rejects with its complaint. */
  run(...args: string[]): Promise<string>;
  /** A manifest's file. */
  file(object: object): string;
  start(...args: string[]): ChildProcess;
  /** What came of it with this typed into it. */
  type(input: string, ...args: string[]): Promise<Outcome>;
  /** The same at a terminal. */
  typeAtTerminal(input: string, ...args: string[]): Promise<Outcome>;
  close(): void;
}

export function openKubectl(program: string, namespace: string): Kubectl {
  const folder = mkdtempSync(join(tmpdir(), "lamplighter-kubectl-"));
  const kubeconfig = join(folder, "kubeconfig");
  writeFileSync(kubeconfig, settings().kubeconfig, { mode: 0o600 });
  const environment = { env: { ...process.env, KUBECONFIG: kubeconfig, HOME: folder } };
  const all = (args: readonly string[]) => ["--namespace", namespace, ...args];
  const start = (command: string, args: readonly string[], input: "ignore" | "pipe") =>
    spawn(command, args, { ...environment, stdio: [input, "pipe", "pipe"] });
  let files = 0;
  return {
    run: async (...args) => (await promisify(execFile)(program, all(args), environment)).stdout,
    start: (...args) => start(program, all(args), "ignore"),
    type: (input, ...args) => outcome(start(program, all(args), "pipe"), input),
    typeAtTerminal(input, ...args) {
      const line = [program, ...all(args)].map((arg) => `'${arg.replaceAll("'", `'\\''`)}'`).join(" ");
      return outcome(start("script", ["-qfe", "-E", "never", "-c", line, "/dev/null"], "pipe"), input);
    },
    file(object) {
      files += 1;
      const file = join(folder, `manifest-${files}.json`);
      writeFileSync(file, JSON.stringify(object));
      return file;
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function outcome(child: ChildProcess, input: string): Promise<Outcome> {
  child.stdin?.end(input);
  const ended = once(child, "close");
  const outputs = [child.stdout, child.stderr].map((stream) => readText(stream as Readable));
  const [code] = (await ended) as [number | null];
  return { output: (await Promise.all(outputs)).join(""), code };
}
