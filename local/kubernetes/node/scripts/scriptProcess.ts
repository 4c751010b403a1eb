/** Runs script containers as real `sh` processes, a few at a time, each holding a virtual clock until it is over. */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import type { Clock } from "../../../world/clock.ts";
import type { ScriptCommand } from "./scriptCommand.ts";
import type { ScriptResult, ScriptRunner } from "./scriptRunner.ts";

export interface ScriptProcesses extends Omit<ScriptRunner, "start"> {
  start(id: string, command: ScriptCommand, onExit: (result: ScriptResult) => void): void;
}

/** A script that does not sleep but never ends either is killed after this much real time. */
const LONGEST_REAL_RUN_MS = 120_000;
const MOST_AT_ONCE = availableParallelism() * 2;

interface Entry {
  command: ScriptCommand;
  onExit: (result: ScriptResult) => void;
  release: () => void;
  child?: ChildProcess;
}

export function createScriptProcesses(clock: Clock): ScriptProcesses {
  const entries = new Map<string, Entry>();
  const waiting: string[] = [];
  let running = 0;

  function startNext(): void {
    while (running < MOST_AT_ONCE && waiting.length > 0) {
      const id = waiting.shift() as string;
      const entry = entries.get(id);
      if (entry !== undefined) launch(id, entry);
    }
  }

  function launch(id: string, entry: Entry): void {
    running += 1;
    const child = spawnScript(entry.command);
    entry.child = child;
    let isOver = false;
    const finish = (exitCode: number, failure = "") => {
      if (isOver) return;
      isOver = true;
      running -= 1;
      if (entries.get(id) === entry) {
        entries.delete(id);
        entry.onExit(readResult(entry.command, exitCode, failure));
      }
      entry.release();
      startNext();
    };
    child.once("error", (error) => finish(128, `${error.message}\n`));
    child.once("close", (code) => finish(code ?? 137));
  }

  function killOne(id: string): void {
    const entry = entries.get(id);
    if (entry === undefined) return;
    entries.delete(id);
    if (entry.child === undefined) entry.release();
    else killGroup(entry.child);
  }

  return {
    start(id, command, onExit) {
      if (entries.has(id)) return;
      entries.set(id, { command, onExit, release: clock.hold() });
      waiting.push(id);
      startNext();
    },
    has: (id) => entries.has(id),
    kill: (podUid) => [...entries.keys()].filter((id) => id.startsWith(`${podUid}/`)).forEach(killOne),
    killAll: () => [...entries.keys()].forEach(killOne),
  };
}

/** In a process group of its own, so that a kill takes its children along. */
function spawnScript(command: ScriptCommand): ChildProcess {
  const output = openSync(command.outputLog, "w");
  try {
    return spawn("/bin/sh", command.args, {
      cwd: command.cwd,
      env: command.env,
      stdio: ["ignore", output, output],
      detached: true,
      timeout: LONGEST_REAL_RUN_MS,
      killSignal: "SIGKILL",
    });
  } finally {
    closeSync(output);
  }
}

/** A process that was started `detached`, and everything that it started. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
}

function readResult(command: ScriptCommand, exitCode: number, failure: string): ScriptResult {
  const notes = readFileSync(command.elapsedLog, "utf8").split("\n").filter(Boolean);
  return {
    exitCode,
    output: readFileSync(command.outputLog, "utf8") + failure,
    terminationMessage: readFileSync(command.terminationLog, "utf8"),
    elapsedMs: notes.map(Number).reduce((sum, ms) => (Number.isNaN(ms) ? sum : sum + ms), 0),
    slept: notes.includes("slept"),
  };
}
