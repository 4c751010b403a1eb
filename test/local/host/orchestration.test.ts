import * as df from "durable-functions";
import { expect, test } from "vitest";
import { createPacedClock } from "../../../local/world/clock.ts";
import { type Body, outputOf, START_AT, startTestHost } from "./testHost.ts";

const DAY_MS = 24 * 3600 * 1000;

test("an orchestrator calls activities one after the other and returns their results", async () => {
  const { run } = await startTestHost(() => {
    df.app.activity("double", { handler: (n: number) => n * 2 });
    df.app.orchestration("chain", function* (context): Body {
      const first = yield context.df.callActivity("double", context.df.getInput());
      return yield context.df.callActivity("double", first);
    });
  });
  expect(await run("chain", 5)).toMatchObject({ status: "Completed", output: "20" });
});

test("two hundred activities fan out and their results come back in order", async () => {
  const { run } = await startTestHost(() => {
    df.app.activity("square", { handler: ({ n }: { n: number }) => n * n });
    df.app.orchestration("fanOut", function* (context): Body {
      const tasks = Array.from({ length: 200 }, (_, n) => context.df.callActivity("square", { n }));
      return yield context.df.Task.all(tasks);
    });
  });
  expect(outputOf(await run("fanOut"))).toEqual(Array.from({ length: 200 }, (_, n) => n * n));
});

test("no more activities run at once than host.json allows", async () => {
  let running = 0;
  let most = 0;
  const hostJson = { version: "2.0", extensions: { durableTask: { maxConcurrentActivityFunctions: 3 } } };
  const { run } = await startTestHost(
    () => {
      df.app.activity("count", {
        handler: async () => {
          most = Math.max(most, ++running);
          await new Promise(setImmediate);
          running -= 1;
        },
      });
      df.app.orchestration("fanOut", function* (context): Body {
        yield context.df.Task.all(Array.from({ length: 20 }, () => context.df.callActivity("count")));
        return null;
      });
    },
    { hostJson },
  );
  await run("fanOut");
  expect(most).toBe(3);
});

test("a failed activity reaches the orchestrator as the text of its error", async () => {
  const { run } = await startTestHost(() => {
    df.app.activity("fail", {
      handler: () => {
        throw new RangeError("no room");
      },
    });
    df.app.orchestration("careful", function* (context): Body {
      try {
        yield context.df.callActivity("fail");
      } catch (error) {
        return { isRangeError: error instanceof RangeError, text: String(error) };
      }
      return "not reached";
    });
  });
  const output = outputOf(await run("careful")) as { isRangeError: boolean; text: string };
  expect(output.isRangeError).toBe(false);
  expect(output.text).toMatch(/^Error: Activity function 'fail' failed: no room \n RangeError: no room\n\s+at /);
});

test("an unhandled failure ends the orchestration as failed", async () => {
  const { run } = await startTestHost(() => {
    df.app.orchestration("fails", function* (context): Body {
      yield context.df.createTimer(context.df.currentUtcDateTime);
      throw new Error("it broke");
    });
  });
  expect(await run("fails")).toMatchObject({
    status: "Failed",
    output: "Orchestrator function 'fails' failed: it broke",
  });
});

test("inputs and results of every kind arrive as production delivers them", async () => {
  const seen: unknown[] = [];
  const { run } = await startTestHost(() => {
    df.app.activity("see", { handler: (input: unknown) => void seen.push(input) });
    df.app.activity("give", {
      handler: (kind: string) => ({ text: "a", number: 1.5, truth: true, none: null, list: [1] })[kind],
    });
    df.app.orchestration("kinds", function* (context): Body {
      for (const input of ["text", '{"json":1}', 3, true, null, { a: [1, "b"] }])
        yield context.df.callActivity("see", input);
      const results = [];
      for (const kind of ["text", "number", "truth", "none", "list", "absent"]) {
        results.push(yield context.df.callActivity("give", kind));
      }
      return results;
    });
  });
  expect(outputOf(await run("kinds"))).toEqual(["a", 1.5, true, null, [1], null]);
  expect(seen).toEqual(["text", '{"json":1}', 3, "True", undefined, { a: [1, "b"] }]);
});

test("a retried activity waits longer each time and succeeds in the end", async () => {
  const attemptsAt: number[] = [];
  const { run, clock } = await startTestHost(() => {
    df.app.activity("flaky", {
      handler: () => {
        attemptsAt.push(clock.now() - START_AT);
        if (attemptsAt.length < 4) throw new Error("not yet");
        return "at last";
      },
    });
    df.app.orchestration("retries", function* (context): Body {
      const options = new df.RetryOptions(1000, 5);
      options.backoffCoefficient = 3;
      options.maxRetryIntervalInMilliseconds = 5000;
      return yield context.df.callActivityWithRetry("flaky", options);
    });
  });
  expect(outputOf(await run("retries"))).toBe("at last");
  expect(attemptsAt).toEqual([0, 1000, 4000, 9000]);
});

test("after the last attempt the failure reaches the orchestrator, and later work gets its own results", async () => {
  const { run } = await startTestHost(() => {
    df.app.activity("fail", {
      handler: () => {
        throw new Error("never");
      },
    });
    df.app.activity("echo", { handler: (text: string) => text });
    df.app.orchestration("givesUp", function* (context): Body {
      try {
        yield context.df.callActivityWithRetry("fail", new df.RetryOptions(1000, 3));
      } catch {
        return yield context.df.callActivity("echo", "cleaned up");
      }
      return "not reached";
    });
  });
  expect(outputOf(await run("givesUp"))).toBe("cleaned up");
});

test("a timer fires at its time, however far away", async () => {
  const { run, clock, host } = await startTestHost(() => {
    df.app.orchestration("sleeps", function* (context): Body {
      const { days } = context.df.getInput<{ days: number }>();
      yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + days * DAY_MS));
      return context.df.currentUtcDateTime;
    });
  });
  expect(outputOf(await run("sleeps", { days: 2 }, "short"))).toBe(new Date(START_AT + 2 * DAY_MS).toISOString());
  const startedAt = clock.now();
  expect(outputOf(await run("sleeps", { days: 20 }, "long"))).toBe(new Date(startedAt + 20 * DAY_MS).toISOString());
  const pieces = host.inspect.history("long").filter((event) => event.EventType === 10);
  expect(pieces.map((event) => (Date.parse(event.FireAt ?? "") - startedAt) / DAY_MS)).toEqual([
    3, 6, 9, 12, 15, 18, 20,
  ]);
});

test("a cancelled timer keeps nothing waiting", async () => {
  const { startNew, raiseEvent, host, clock, settle } = await startTestHost(() => {
    df.app.orchestration("deadline", function* (context): Body {
      const approval = context.df.waitForExternalEvent("approval");
      const timeout = context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 30 * DAY_MS));
      const winner = yield context.df.Task.any([approval, timeout]);
      if (winner === timeout) return "too late";
      timeout.cancel();
      return approval.result;
    });
  });
  const release = clock.hold();
  const id = await startNew("deadline");
  await settle();
  await raiseEvent(id, "approval", { by: "me" });
  const instance = await host.finished(id);
  release();
  expect(instance).toMatchObject({ status: "Completed", output: '{"by":"me"}' });
  for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
  expect(clock.now()).toBe(START_AT);
});

test("an event raised before the orchestrator waits for it is kept", async () => {
  const { startNew, raiseEvent, host, clock, settle } = await startTestHost(() => {
    df.app.orchestration("waitsLate", function* (context): Body {
      yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 60_000));
      const first = yield context.df.waitForExternalEvent("go");
      const second = yield context.df.waitForExternalEvent("go");
      return [first, second];
    });
  });
  const release = clock.hold();
  const id = await startNew("waitsLate");
  await raiseEvent(id, "go", 1);
  await raiseEvent(id, "go", 2);
  await settle();
  release();
  expect(outputOf(await host.finished(id))).toEqual([1, 2]);
});

test("an event in another case does not wake the orchestrator, as in production, and the log says why", async () => {
  const { startNew, raiseEvent, host, settle, log } = await startTestHost(() => {
    df.app.orchestration("waits", function* (context): Body {
      return yield context.df.waitForExternalEvent("approval");
    });
  });
  const id = await startNew("waits");
  await settle();
  await raiseEvent(id, "Approval");
  await settle();
  expect(host.inspect.instance(id)?.status).toBe("Running");
  expect(log.find((entry) => entry.level === "warning")?.message).toContain('"Approval" was raised');
});

test("continueAsNew drops the events that were kept before it", async () => {
  const { startNew, raiseEvent, host, settle } = await startTestHost(() => {
    df.app.orchestration("rounds", function* (context): Body {
      if (context.df.getInput<number>() === 2) return yield context.df.waitForExternalEvent("second");
      yield context.df.waitForExternalEvent("first");
      context.df.continueAsNew(2);
      return undefined;
    });
  });
  const id = await startNew("rounds", 1);
  await raiseEvent(id, "second", "lost");
  await raiseEvent(id, "first");
  await settle();
  await raiseEvent(id, "second", "fresh");
  expect(outputOf(await host.finished(id))).toBe("fresh");
});

test("timers follow an accelerated clock", async () => {
  const clock = createPacedClock({ speed: 10_000, startAt: START_AT });
  const { run } = await startTestHost(
    () => {
      df.app.orchestration("sleeps", function* (context): Body {
        yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 60_000));
        return context.df.currentUtcDateTime.getTime() - START_AT;
      });
    },
    { clock },
  );
  expect(outputOf(await run("sleeps"))).toBeGreaterThanOrEqual(60_000);
});

test("a sub-orchestration gets its input and its parent gets its result", async () => {
  const { run, host } = await startTestHost(() => {
    df.app.orchestration("child", function* (context): Body {
      yield context.df.createTimer(context.df.currentUtcDateTime);
      return { input: context.df.getInput(), parent: context.df.parentInstanceId };
    });
    df.app.orchestration("parent", function* (context): Body {
      const named = yield context.df.callSubOrchestrator("child", { n: 1 }, "the-child");
      const unnamed = yield context.df.callSubOrchestrator("child", "text");
      return [named, unnamed];
    });
  });
  expect(outputOf(await run("parent", undefined, "the-parent"))).toEqual([
    { input: { n: 1 }, parent: "the-parent" },
    { input: "text", parent: "the-parent" },
  ]);
  const ids = host.inspect.instances().map((row) => row.instanceId);
  expect(ids.slice(0, 2)).toEqual(["the-parent", "the-child"]);
  expect(ids[2]).toMatch(/^[0-9a-f]{32}:1$/);
});

test("a failed sub-orchestration fails its parent's call with both messages", async () => {
  const { run } = await startTestHost(() => {
    df.app.orchestration("child", function* (context): Body {
      yield context.df.createTimer(context.df.currentUtcDateTime);
      throw new Error("the child broke");
    });
    df.app.orchestration("parent", function* (context): Body {
      try {
        yield context.df.callSubOrchestrator("child");
      } catch (error) {
        return String(error);
      }
      return "not reached";
    });
  });
  expect(outputOf(await run("parent"))).toMatch(
    /^Error: Orchestrator function 'child' failed: the child broke \n Message: the child broke, StackTrace: /,
  );
});

test("a retried sub-orchestration starts anew each time", async () => {
  let attempts = 0;
  const { run } = await startTestHost(() => {
    df.app.activity("flaky", {
      handler: () => {
        attempts += 1;
        if (attempts < 3) throw new Error("not yet");
        return attempts;
      },
    });
    df.app.orchestration("child", function* (context): Body {
      return yield context.df.callActivity("flaky");
    });
    df.app.orchestration("parent", function* (context): Body {
      return yield context.df.callSubOrchestratorWithRetry(
        "child",
        new df.RetryOptions(1000, 5),
        undefined,
        "one-child",
      );
    });
  });
  expect(outputOf(await run("parent"))).toBe(3);
});

test("a sub-orchestration whose id is running already fails the call instead of hanging", async () => {
  const { run, startNew } = await startTestHost(() => {
    df.app.orchestration("waits", function* (context): Body {
      return yield context.df.waitForExternalEvent("never");
    });
    df.app.orchestration("parent", function* (context): Body {
      return yield context.df.callSubOrchestrator("waits", undefined, "taken");
    });
  });
  await startNew("waits", undefined, "taken");
  const instance = await run("parent");
  expect(instance.status).toBe("Failed");
  expect(instance.output).toContain("An orchestration instance with the id 'taken' is running already.");
});

test("continueAsNew starts over with a new input and an empty history", async () => {
  const { run, host } = await startTestHost(() => {
    df.app.activity("noop", { handler: () => null });
    df.app.orchestration("counts", function* (context): Body {
      const { n } = context.df.getInput<{ n: number }>();
      yield context.df.callActivity("noop");
      if (n === 0) return "done";
      context.df.continueAsNew({ n: n - 1 });
      return undefined;
    });
  });
  expect(outputOf(await run("counts", { n: 3 }, "c"))).toBe("done");
  expect(host.inspect.history("c").filter((event) => event.EventType === 4)).toHaveLength(1);
});

test("a custom status is kept while the orchestrator goes on, and a too large one fails the instance", async () => {
  const { run } = await startTestHost(() => {
    df.app.orchestration("reports", function* (context): Body {
      context.df.setCustomStatus({ step: 1, text: "x".repeat(context.df.getInput<number>()) });
      yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 1000));
      return "ok";
    });
  });
  expect(await run("reports", 3)).toMatchObject({ status: "Completed", customStatus: '{"step":1,"text":"xxx"}' });
  const tooLarge = await run("reports", 9000);
  expect(tooLarge.status).toBe("Failed");
  expect(tooLarge.output).toContain("must not exceed 16 KB");
});

test("newGuid and currentUtcDateTime are the same on every replay", async () => {
  const seen = new Set<string>();
  const { run } = await startTestHost(() => {
    df.app.activity("noop", { handler: () => null });
    df.app.orchestration("stable", function* (context): Body {
      seen.add(`${context.df.newGuid("x")} ${context.df.currentUtcDateTime.toISOString()}`);
      yield context.df.callActivity("noop");
      return yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 1000));
    });
  });
  await run("stable");
  expect(seen.size).toBe(1);
});
