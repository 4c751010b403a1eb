/** `node local/main.ts` as a process of its own, with a temporary folder of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface RunningCommand {
  process: ChildProcess;
  /** Where it puts what is temporary. */
  temporaryFolder: string;
  stdout(): string;
  stderr(): string;
  /** Resolves when stdout holds the text; rejects when the command ends without it. */
  says(text: string): Promise<void>;
  /** The exit code, when it has ended and everything it wrote has arrived. */
  ended: Promise<number | null>;
}

const root = join(import.meta.dirname, "..", "..", "..");

export function runMain(args: readonly string[]): RunningCommand {
  const temporaryFolder = mkdtempSync(join(tmpdir(), "main-test-"));
  const child = spawn(process.execPath, ["local/main.ts", ...args], {
    cwd: root,
    env: { ...process.env, TMPDIR: temporaryFolder },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const texts = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (texts.stdout += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (texts.stderr += chunk));
  const ended = new Promise<number | null>((resolve) => void child.once("close", resolve));
  return {
    process: child,
    temporaryFolder,
    stdout: () => texts.stdout,
    stderr: () => texts.stderr,
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (texts.stdout.includes(text)) resolve();
        };
        look();
        child.stdout.on("data", look);
        void ended.then((code) => reject(new Error(`ended with ${code}, without "${text}":\n${texts.stderr}`)));
      }),
    ended,
  };
}
