/** The command line as a process: what scripts and people at a terminal rely on. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { DEFAULT_SCENARIO, loadScenario } from "../../../local/scenarios/scenario.ts";
import type { VerificationRecord } from "../../../src/domain/record.ts";
import { type RunningCommand, runMain } from "./aProcess.ts";

/** A whole preparation, on a machine that has other work too. */
const RUN_MS = 240_000;

describe("node local/main.ts", () => {
  test("without arguments explains itself on stderr and exits with 2", async () => {
    const command = runMain([]);
    expect({ exitCode: await command.ended, stdout: command.stdout() }).toEqual({ exitCode: 2, stdout: "" });
    expect(command.stderr()).toContain("name a command: demo, start, simulators");
  });

  test("--help goes to stdout and exits with 0", async () => {
    const command = runMain(["start", "--help"]);
    expect({ exitCode: await command.ended, stderr: command.stderr() }).toEqual({ exitCode: 0, stderr: "" });
    expect(command.stdout()).toContain("Usage: node local/main.ts start");
  });
});

describe("demo", () => {
  test(
    "--json ends with the record as the only line of stdout, and leaves nothing behind",
    async () => {
      const demo = runMain(["demo", "--json", "--speed", "virtual"]);
      expect(await demo.ended).toBe(0);
      expect(demo.stdout()).toMatch(/^[^\n]+\n$/);
      const { verdict, live, nodes, pools } = JSON.parse(demo.stdout()) as VerificationRecord;
      expect({ verdict, live, nodes: nodes.length, pools: pools.length }).toEqual({
        ...{ verdict: "ready", live: false, nodes: 3, pools: 2 },
      });
      expect(demo.stderr()).toContain("pool h100: 2 of 2 nodes prepared");
      expect(readdirSync(demo.temporaryFolder)).toEqual([]);
    },
    RUN_MS,
  );

  test(
    "Ctrl-C in the middle exits with 130 and leaves nothing behind",
    async () => {
      const demo = runMain(["demo", "--speed", "1"]);
      await demo.says("[+");
      demo.process.kill("SIGINT");
      expect(await demo.ended).toBe(130);
      expect(demo.stderr()).toBe("Stopped by SIGINT.\n");
      expect(readdirSync(demo.temporaryFolder)).toEqual([]);
    },
    RUN_MS,
  );
});

describe("start", () => {
  test(
    "answers at the address it prints, keeps the scenario's request beside its data, and stops when it is told to",
    async () => {
      const start = runMain(["start", "--port", "0"]);
      await start.says("Ctrl-C stops it.");
      const health = await fetch(`${apiOf(start)}/health`);
      expect(await health.json()).toMatchObject({ status: "ok", live: false });
      expect(JSON.parse(readFileSync(requestFileOf(start), "utf8"))).toEqual(loadScenario(DEFAULT_SCENARIO).request);
      start.process.kill("SIGTERM");
      expect(await start.ended).toBe(0);
      expect(readdirSync(start.temporaryFolder)).toEqual([]);
    },
    RUN_MS,
  );

  test(
    "says which port is taken and what to do",
    async () => {
      const first = runMain(["start", "--port", "0"]);
      await first.says("Ctrl-C stops it.");
      const { port } = new URL(apiOf(first));
      const second = runMain(["start", "--port", port]);
      expect(await second.ended).toBe(1);
      expect(second.stderr()).toContain(`Port ${port} is taken by another program: stop it, or choose another port`);
      first.process.kill("SIGTERM");
      await first.ended;
    },
    RUN_MS,
  );
});

test(
  "simulators prints a kubeconfig that stands beside its data, and stops when it is told to",
  async () => {
    const simulators = runMain(["simulators"]);
    await simulators.says("Ctrl-C stops them.");
    const [, file = ""] = /kubeconfig +(\S+)/.exec(simulators.stdout()) ?? [];
    const [, server = ""] = /Kubernetes +(https:\S+)/.exec(simulators.stdout()) ?? [];
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ clusters: [{ cluster: { server } }] });
    simulators.process.kill("SIGTERM");
    expect(await simulators.ended).toBe(0);
  },
  RUN_MS,
);

function apiOf(start: RunningCommand): string {
  return /API +(\S+)/.exec(start.stdout())?.[1] ?? "";
}

function requestFileOf({ temporaryFolder }: RunningCommand): string {
  return join(temporaryFolder, readdirSync(temporaryFolder)[0] ?? "", "request.json");
}
