import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { app } from "@azure/functions";
import * as df from "durable-functions";
import { expect, onTestFinished, test } from "vitest";
import { collectApp } from "../../../local/host/loadApp.ts";
import { createVirtualClock } from "../../../local/world/clock.ts";
import { type Body, outputOf, START_AT, startTestHost } from "./testHost.ts";

const noGenerator = {
  type: "orchestrationTrigger",
  name: "context",
};

test("a turn that cannot run is tried again with growing pauses, and says so", async () => {
  const triedAt: number[] = [];
  const { startNew, host, clock, status, log, operate } = await startTestHost(() => {
    app.generic("broken", {
      trigger: noGenerator,
      handler: () => {
        triedAt.push(clock.now() - START_AT);
        throw new Error("not the SDK's protocol");
      },
    });
  });
  const id = await startNew("broken");
  await new Promise<void>((resolve) => clock.setTimer(START_AT + 60_000, resolve));
  const release = clock.hold();
  expect(triedAt).toEqual([0, 1000, 3000, 7000, 15_000, 31_000]);
  expect(host.inspect.poisoned()).toEqual([
    expect.objectContaining({ subject: id, kind: "orchestration", failures: 6, error: "not the SDK's protocol" }),
  ]);
  expect(await status(id)).toMatchObject({
    runtimeStatus: "Pending",
    backingOff: { failures: 6, error: "not the SDK's protocol", retryAt: "2026-01-05T08:01:03.000Z" },
  });
  expect(log.filter((entry) => entry.message.includes("could not run"))).toHaveLength(6);

  await operate(id, "terminate");
  expect(await host.finished(id)).toMatchObject({ status: "Terminated" });
  expect(host.inspect.poisoned()).toEqual([]);
  release();
});

test("an instance whose functions are gone waits until they are back", async () => {
  const folder = mkdtempSync(join(tmpdir(), "lamplighter-host-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const storeFile = join(folder, "host.db");
  const register = () => {
    df.app.activity("echo", { handler: (input: unknown) => input });
    df.app.orchestration("works", function* (context): Body {
      return yield context.df.callActivity("echo", { done: true });
    });
  };
  const first = await startTestHost(register, {
    storeFile,
    onBoundary: (at) => at === "activity:begun" && first.host.crash(),
  });
  const id = await first.startNew("works");
  while (first.host.busy) await new Promise(setImmediate);
  first.clock.stop();

  const empty = await collectApp(() => app.http("other", { handler: () => ({}) }));
  const second = await startTestHost(() => {}, { app: empty, storeFile });
  const release = second.clock.hold();
  await second.settle();
  expect(second.host.inspect.poisoned()).toEqual([
    expect.objectContaining({
      kind: "activity",
      failures: 1,
      error: expect.stringContaining("'echo' doesn't exist") as string,
    }),
  ]);
  release();
  second.host.crash();

  const third = await startTestHost(register, { storeFile, clock: createVirtualClock({ startAt: START_AT }) });
  expect(outputOf(await third.host.finished(id))).toEqual({ done: true });
  expect(third.clock.now()).toBe(START_AT + 1000);
});
