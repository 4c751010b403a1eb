/** The real kubectl: the one that `npm run setup:ci` brings, else the machine's own. */
import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { settings } from "./settings.ts";

const OWN = join(import.meta.dirname, "../../../.tools/bin/kubectl");

/** undefined: there is none. */
export function findKubectl(): string | undefined {
  if (existsSync(OWN)) return OWN;
  return spawnSync("kubectl", ["version", "--client"]).status === 0 ? "kubectl" : undefined;
}

export interface Kubectl {
  /** Its output; rejects with its complaint. */
  run(...args: string[]): Promise<string>;
  /** A manifest's file. */
  file(object: object): string;
  start(...args: string[]): ChildProcess;
  close(): void;
}

export function openKubectl(program: string, namespace: string): Kubectl {
  const folder = mkdtempSync(join(tmpdir(), "lamplighter-kubectl-"));
  const kubeconfig = join(folder, "kubeconfig");
  writeFileSync(kubeconfig, settings().kubeconfig, { mode: 0o600 });
  const environment = { env: { ...process.env, KUBECONFIG: kubeconfig, HOME: folder } };
  const all = (args: readonly string[]) => ["--namespace", namespace, ...args];
  let files = 0;
  return {
    run: async (...args) => (await promisify(execFile)(program, all(args), environment)).stdout,
    start: (...args) => spawn(program, all(args), { ...environment, stdio: ["ignore", "pipe", "pipe"] }),
    file(object) {
      files += 1;
      const file = join(folder, `manifest-${files}.json`);
      writeFileSync(file, JSON.stringify(object));
      return file;
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
