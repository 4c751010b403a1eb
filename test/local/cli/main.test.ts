/** The command line as a process: what scripts and people at a terminal rely on. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import type { VerificationRecord } from "../../../src/domain/record.ts";

const root = join(import.meta.dirname, "..", "..", "..");
/** A whole preparation, on a machine that has other work too. */
const RUN_MS = 240_000;

describe("node local/main.ts", () => {
  test("without arguments explains itself on stderr and exits with 2", async () => {
    const { exitCode, stdout, stderr } = await ended(run([]));
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain("name a command: demo, start, simulators");
  });

  test("--help goes to stdout and exits with 0", async () => {
    const { exitCode, stdout, stderr } = await ended(run(["start", "--help"]));
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toContain("Usage: node local/main.ts start");
  });

  test(
    "demo --json ends with the record as the only line of stdout, and leaves nothing behind",
    async () => {
      const child = run(["demo", "--json", "--speed", "virtual"]);
      const { exitCode, stdout, stderr } = await ended(child);
      expect({ exitCode, lines: stdout.trimEnd().split("\n").length }).toEqual({ exitCode: 0, lines: 1 });
      const { verdict, live, nodes, pools } = JSON.parse(stdout) as VerificationRecord;
      expect({ verdict, live, nodes: nodes.length, pools: pools.length }).toEqual({
        ...{ verdict: "ready", live: false, nodes: 3, pools: 2 },
      });
      expect(stderr).toContain("pool h100: 2 of 2 nodes prepared");
      expect(readdirSync(child.temporaryFolder)).toEqual([]);
    },
    RUN_MS,
  );

  test(
    "Ctrl-C in the middle of the demo exits with 130 and leaves nothing behind",
    async () => {
      const child = run(["demo", "--speed", "1"]);
      child.process.stdout?.on("data", (chunk: Buffer) => {
        if (chunk.toString("utf8").includes("planning: ")) child.process.kill("SIGINT");
      });
      const { exitCode, stderr } = await ended(child);
      expect({ exitCode, stderr }).toEqual({ exitCode: 130, stderr: "Stopped by SIGINT.\n" });
      expect(readdirSync(child.temporaryFolder)).toEqual([]);
    },
    RUN_MS,
  );
});

interface Run {
  process: ChildProcess;
  temporaryFolder: string;
  stdout: Promise<string>;
  stderr: Promise<string>;
}

function run(args: readonly string[]): Run {
  const temporaryFolder = mkdtempSync(join(tmpdir(), "main-test-"));
  const child = spawn(process.execPath, ["local/main.ts", ...args], {
    cwd: root,
    env: { ...process.env, TMPDIR: temporaryFolder },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return { process: child, temporaryFolder, stdout: text(child.stdout), stderr: text(child.stderr) };
}

async function ended({ process: child, stdout, stderr }: Run) {
  const exitCode = await new Promise<number | null>((resolve) => void child.once("close", resolve));
  return { exitCode, stdout: await stdout, stderr: await stderr };
}
