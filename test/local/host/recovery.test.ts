import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { app } from "@azure/functions";
import * as df from "durable-functions";
import { expect, onTestFinished, test } from "vitest";
import { createHost } from "../../../local/host/host.ts";
import { collectApp } from "../../../local/host/loadApp.ts";
import { lastSeenAt } from "../../../local/host/store/hostStore.ts";
import { createVirtualClock } from "../../../local/world/clock.ts";
import { type Body, outputOf, START_AT, startTestHost } from "./testHost.ts";

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "lamplighter-host-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test("a new host on the file goes on where a dropped one stopped: activities, timers, events", async () => {
  const storeFile = join(temporaryFolder(), "host.db");
  let crashes = true;
  const calls: string[] = [];
  const register = () => {
    df.app.activity("step", {
      handler: ({ name }: { name: string }) => {
        calls.push(name);
        if (name === "two" && crashes) host.crash();
        return name;
      },
    });
    df.app.orchestration("steps", function* (context): Body {
      const one = yield context.df.callActivity("step", { name: "one" });
      yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 60_000));
      const two = yield context.df.callActivity("step", { name: "two" });
      return [one, two, yield context.df.waitForExternalEvent("go")];
    });
  };
  const { host, startNew, raiseEvent, settle } = await startTestHost(register, { storeFile });
  const id = await startNew("steps");
  await raiseEvent(id, "go", "three");
  while (calls.length < 2) await settle().then(() => new Promise(setImmediate));
  crashes = false;

  const seen = lastSeenAt(storeFile);
  expect(seen).toBe(START_AT + 60_000);
  const later = await startTestHost(register, { storeFile, clock: createVirtualClock({ startAt: seen }) });
  expect(outputOf(await later.host.finished(id))).toEqual(["one", "two", "three"]);
  expect(calls).toEqual(["one", "two", "two"]);
});

test("a timer that became due while no host ran fires at once", async () => {
  const storeFile = join(temporaryFolder(), "host.db");
  const register = () =>
    df.app.orchestration("sleeps", function* (context): Body {
      yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 60_000));
      return context.df.currentUtcDateTime;
    });
  const first = await startTestHost(register, { storeFile });
  first.clock.hold();
  const id = await first.startNew("sleeps");
  await first.settle();
  first.host.crash();

  const startAt = START_AT + 3_600_000;
  const second = await startTestHost(register, { storeFile, clock: createVirtualClock({ startAt }) });
  expect(outputOf(await second.host.finished(id))).toBe(new Date(startAt).toISOString());
});

test("a timer function that was missed runs once, past due", async () => {
  const storeFile = join(temporaryFolder(), "host.db");
  const pastDue: boolean[] = [];
  const register = () =>
    app.timer("tick", { schedule: "0 0 * * * *", handler: (timer) => void pastDue.push(timer.isPastDue) });
  const first = await startTestHost(register, { storeFile });
  first.clock.hold();
  first.host.crash();
  const second = await startTestHost(register, {
    storeFile,
    clock: createVirtualClock({ startAt: START_AT + 3 * 3_600_000 + 1 }),
  });
  second.clock.hold();
  await new Promise(setImmediate);
  expect(pastDue).toEqual([true]);
});

test("a host that is stopped lets its activities end first", async () => {
  const storeFile = join(temporaryFolder(), "host.db");
  let ended = false;
  const functions = await collectApp(() => {
    df.app.activity("slow", {
      handler: async () => {
        for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
        ended = true;
      },
    });
    df.app.orchestration("works", function* (context): Body {
      return yield context.df.callActivity("slow");
    });
  });
  const clock = createVirtualClock({ startAt: START_AT });
  let begun: () => void = () => {};
  const running = new Promise<void>((resolve) => (begun = resolve));
  const host = createHost({ app: functions, storeFile, clock, onBoundary: (at) => at === "activity:begun" && begun() });
  await host.start();
  await host.request({ method: "POST", url: "/durabletask/orchestrators/works/w" });
  await running;
  await host.stop();
  clock.stop();
  expect(ended).toBe(true);
  const { host: next } = await startTestHost(() => {}, { app: functions, storeFile });
  expect(await next.finished("w")).toMatchObject({ status: "Completed" });
});

test("kill -9 loses nothing and runs each activity at least once", () => {
  const folder = temporaryFolder();
  const notes = join(folder, "notes.txt");
  const run = (boundary: string, count: number) =>
    spawnSync(
      process.execPath,
      [`${import.meta.dirname}/dyingHost.ts`, join(folder, "host.db"), notes, boundary, String(count)],
      { encoding: "utf8" },
    );
  expect(run("turn:ran", 2).signal).toBe("SIGKILL");
  expect(run("activity:ran", 3).signal).toBe("SIGKILL");
  const end = run("never", 1);
  expect(end.stderr).toBe("");
  expect(end.status).toBe(0);
  const steps = readFileSync(notes, "utf8").trim().split("\n");
  expect(new Set(steps)).toEqual(new Set(["1a", "1b", "1c", "2a", "2b", "2c", "last"]));
  expect(steps.length).toBeLessThan(7 + 4);
});

test("a crash at any boundary of a run changes nothing in its result", async () => {
  const done: string[] = [];
  const functions = await collectApp(() => {
    df.app.activity("note", { handler: ({ step }: { step: string }) => (done.push(step), step) });
    df.app.entity("tally", (context) => context.df.setState((context.df.getState(() => 0) as number) + 1));
    df.app.orchestration("part", function* (context): Body {
      const { part } = context.df.getInput<{ part: number }>();
      const steps = ["a", "b"].map((step) => context.df.callActivity("note", { step: `${part}${step}` }));
      context.df.signalEntity(new df.EntityId("tally", "steps"), "add");
      return yield context.df.Task.all(steps);
    });
    df.app.orchestration("whole", function* (context): Body {
      const parts = [1, 2].map((part) => context.df.callSubOrchestrator("part", { part }, `part-${part}`));
      const results = yield context.df.Task.all(parts);
      yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 1000));
      return results;
    });
  });

  /** Crashes the first host at the given boundary; false when the run ended before it. */
  async function runWithCrashAt(boundaryNumber: number): Promise<boolean> {
    const storeFile = join(temporaryFolder(), "host.db");
    let passed = 0;
    const first = await startTestHost(() => {}, {
      app: functions,
      storeFile,
      onBoundary: () => void (++passed === boundaryNumber && first.host.crash()),
    });
    const start = () => first.startNew("whole", undefined, "whole");
    const ended = await Promise.race([
      start().then(
        () => first.host.finished("whole"),
        () => "crashed" as const,
      ),
      new Promise<"crashed">((resolve) => {
        const watch = () => (passed >= boundaryNumber ? resolve("crashed") : setImmediate(watch));
        watch();
      }),
    ]);
    first.host.crash();
    first.clock.stop();
    const second = await startTestHost(() => {}, {
      app: functions,
      storeFile,
      clock: createVirtualClock({ startAt: Math.max(START_AT, lastSeenAt(storeFile)) }),
    });
    if (second.host.inspect.instance("whole") === undefined) await second.startNew("whole", undefined, "whole");
    const instance = await second.host.finished("whole");
    await second.settle();
    expect(outputOf(instance), `crash at boundary ${boundaryNumber}`).toEqual([
      ["1a", "1b"],
      ["2a", "2b"],
    ]);
    expect(second.host.inspect.entityState("@tally@steps")).toBe("2");
    return ended === "crashed";
  }

  let boundaries = 1;
  while (await runWithCrashAt(boundaries)) boundaries += 1;
  expect(boundaries).toBeGreaterThan(30);
});
