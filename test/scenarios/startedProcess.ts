/** `npm start` as a process of its own, which a test may kill as an operating system does: at once and without a word. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

export interface StartedProcess {
  /** Of the app's HTTP API. */
  url: string;
  /** kill -9; resolves when the process is gone, at once when it was. */
  kill(): Promise<void>;
}

const main = join(import.meta.dirname, "../../local/main.ts");

/** Resolves when the API listens. */
export async function startProcess(dataFolder: string, speed: number): Promise<StartedProcess> {
  const child = spawn(process.execPath, [main, "start", "--data", dataFolder, "--port", "0", "--speed", `${speed}`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  return {
    url: await apiUrlOf(child),
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    },
  };
}

async function apiUrlOf({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error("The output of npm start is not read");
  for await (const line of createInterface({ input: stdout })) {
    const url = /^ +API +(http:\S+)\/api$/.exec(line)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error("npm start ended without telling where its API listens");
}
