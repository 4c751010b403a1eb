/** One benchmark in a process of its own. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Measurement } from "./benchmark.ts";

/** Its progress goes to our stderr. Rejects when the process fails. */
export async function measureApart(name: string): Promise<Measurement> {
  const child = spawn(process.execPath, ["--expose-gc", join(import.meta.dirname, "measureOne.ts"), name], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const [output, code] = await Promise.all([text(child.stdout), ended]);
  if (code !== 0) throw new Error(`its process ended with ${code === null ? "a signal" : `code ${code}`}`);
  return JSON.parse(output.trim().split("\n").at(-1) ?? "") as Measurement;
}
