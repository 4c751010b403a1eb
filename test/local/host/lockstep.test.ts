/** The failures of facts-durable.md section 3: they happen here as in production, and the guard says what and why. */

import type { OrchestrationContext } from "durable-functions";
import * as df from "durable-functions";
import { describe, expect, test } from "vitest";
import type { GuardMode } from "../../../local/host/replay/lockstepGuard.ts";
import { type Body, START_AT, startTestHost, type TestHost } from "./testHost.ts";

type Orchestrator = (context: OrchestrationContext) => Body;

function after(context: OrchestrationContext, ms: number): Date {
  return new Date(context.df.currentUtcDateTime.getTime() + ms);
}

const calls: string[] = [];

function startHost(orchestrator: Orchestrator, guard: GuardMode): Promise<TestHost> {
  calls.length = 0;
  return startTestHost(
    () => {
      df.app.activity("echo", {
        handler: ({ text }: { text: string }) => {
          calls.push(text);
          return text;
        },
      });
      df.app.activity("fail", {
        handler: () => {
          throw new Error("as always");
        },
      });
      df.app.orchestration("suspect", orchestrator);
    },
    { guard },
  );
}

function* anyTwice(context: OrchestrationContext): Body {
  const tasks = ["first", "second"].map((text) => context.df.callActivity("echo", { text }));
  const winner = yield context.df.Task.any(tasks);
  yield context.df.Task.any(tasks.filter((task) => task !== winner));
  return yield context.df.callActivity("echo", { text: "third" });
}

function* goesOnWhileRetrying(context: OrchestrationContext): Body {
  const retried = context.df.callActivityWithRetry("fail", new df.RetryOptions(60_000, 3));
  try {
    yield context.df.Task.all([context.df.callActivity("fail"), retried]);
  } catch {
    return yield context.df.callActivity("echo", { text: "after" });
  }
  return "not reached";
}

function* retriesUntilTimeout(context: OrchestrationContext): Body {
  const options = new df.RetryOptions(10_000, 100);
  options.retryTimeoutInMilliseconds = 25_000;
  try {
    yield context.df.callActivityWithRetry("fail", options);
  } catch {
    return "gave up";
  }
  return "not reached";
}

function* leavesTimer(context: OrchestrationContext): Body {
  const timer = context.df.createTimer(after(context, 3_600_000));
  yield context.df.Task.any([context.df.callActivity("echo", { text: "quick" }), timer]);
  return "finished";
}

describe("the guard fails an instance that production would corrupt, and names the cause", () => {
  test("a task given to Task.any twice", async () => {
    const { run } = await startHost(anyTwice, "throw");
    const instance = await run("suspect", undefined, "i1");
    expect(instance.status).toBe("Failed");
    expect(instance.output).toMatch(
      /^Lockstep guard, orchestrator "suspect", instance "i1": the SDK has handed out 3 sequence ids, the extension 4\./,
    );
    expect(instance.output).toContain("already scheduled was given to Task.any or Task.all again (durable-js #574)");
  });

  test("work after a Task.all that failed while a sibling still retries", async () => {
    const { run } = await startHost(goesOnWhileRetrying, "throw");
    const instance = await run("suspect");
    expect(instance.status).toBe("Failed");
    expect(instance.output).toContain(
      'Task.all failed at its first failed task while activity "fail" was still at work',
    );
    expect(instance.output).toMatch(/the SDK has handed out \d+ sequence ids, the extension \d+/);
  });

  test("an expired retry timeout", async () => {
    const { run } = await startHost(retriesUntilTimeout, "throw");
    const instance = await run("suspect");
    expect(instance.status).toBe("Failed");
    expect(instance.output).toContain("a retryTimeoutInMilliseconds expired (durable-js #629)");
  });

  test("a timer that is neither fired nor cancelled at the end", async () => {
    const { run } = await startHost(leavesTimer, "throw");
    const instance = await run("suspect");
    expect(instance.status).toBe("Failed");
    expect(instance.output).toContain("ended with 1 timer neither fired nor cancelled (durable-js #577)");
  });

  test("a call of an activity that nobody registered", async () => {
    const { run } = await startHost(function* (context): Body {
      return yield context.df.callActivity("absent");
    }, "throw");
    expect((await run("suspect")).output).toContain('activity "absent" is not registered in this app');
  });

  test("a failure without a message", async () => {
    const { run } = await startHost(function* (context): Body {
      yield context.df.createTimer(context.df.currentUtcDateTime);
      throw new Error("");
    }, "throw");
    expect((await run("suspect")).output).toContain("threw something without a message");
  });
});

describe("without the guard the same happens as in production", () => {
  test("Task.any over scheduled tasks runs an activity twice and later results come from the wrong task", async () => {
    const { run, log } = await startHost(anyTwice, "warn");
    expect(await run("suspect")).toMatchObject({ status: "Completed", output: '"second"' });
    expect(calls).toEqual(["first", "second", "second", "third"]);
    expect(log.some((entry) => entry.level === "warning" && entry.message.includes("durable-js #574"))).toBe(true);
  });

  test("work after a failed Task.all gets the sibling's retry timer for its result", async () => {
    const { run } = await startHost(goesOnWhileRetrying, "off");
    expect(await run("suspect")).toMatchObject({ status: "Completed", output: null });
    expect(calls).toEqual(["after"]);
  });

  test("an expired retry timeout leaves the instance running for ever", async () => {
    const { startNew, host, clock } = await startHost(retriesUntilTimeout, "off");
    const id = await startNew("suspect");
    await clockPassed(clock, 7 * 24 * 3_600_000);
    expect(host.inspect.instance(id)?.status).toBe("Running");
  });

  test("an uncancelled timer keeps the instance running until it fires", async () => {
    const { run, clock } = await startHost(leavesTimer, "off");
    expect(await run("suspect")).toMatchObject({ status: "Completed", output: '"finished"' });
    expect(clock.now()).toBe(START_AT + 3_600_000);
  });
});

/** Resolves when the virtual clock has nothing left to do for so long. */
function clockPassed(clock: TestHost["clock"], ms: number): Promise<undefined> {
  return new Promise((resolve) => clock.setTimer(clock.now() + ms, () => resolve(undefined)));
}

describe("the guard stays silent for correct orchestrations", () => {
  const correct: Record<string, Orchestrator> = {
    "Task.all that fails while plain activities still run": function* (context) {
      try {
        yield context.df.Task.all([context.df.callActivity("fail"), context.df.callActivity("echo", { text: "slow" })]);
      } catch {
        return yield context.df.callActivity("echo", { text: "after" });
      }
      return "not reached";
    },
    "Task.any with a timer that is cancelled": function* (context) {
      const timer = context.df.createTimer(after(context, 10 * 24 * 3_600_000));
      yield context.df.Task.any([context.df.callActivity("echo", { text: "a" }), timer]);
      timer.cancel();
      return yield context.df.callActivity("echo", { text: "after" });
    },
    "retries side by side, each to its last attempt": function* (context) {
      const failures = [];
      const tasks = [2, 3].map((n) => context.df.callActivityWithRetry("fail", new df.RetryOptions(1000, n)));
      for (const task of tasks) {
        try {
          yield task;
        } catch {
          failures.push("failed");
        }
      }
      yield context.df.callActivity("echo", { text: "after" });
      return failures.length === 2 ? "after" : "too few";
    },
    "long and short timers together": function* (context) {
      const day = 24 * 3_600_000;
      yield context.df.Task.all([20, 1, 7].map((days) => context.df.createTimer(after(context, days * day))));
      return yield context.df.callActivity("echo", { text: "after" });
    },
    "an event waited for again after a Task.any that it lost": function* (context) {
      const event = context.df.waitForExternalEvent("never");
      for (let round = 0; round < 3; round += 1) {
        yield context.df.Task.any([event, context.df.createTimer(after(context, 1000))]);
      }
      return yield context.df.callActivity("echo", { text: "after" });
    },
    "a Task.any whose loser is an activity": function* (context) {
      yield context.df.Task.any([
        context.df.callActivity("echo", { text: "a" }),
        context.df.callActivity("echo", { text: "b" }),
      ]);
      return "after";
    },
    "a failure while an activity still runs": function* (context) {
      const both = [context.df.callActivity("fail"), context.df.callActivity("echo", { text: "b" })];
      try {
        yield context.df.Task.all(both);
      } catch {
        return "after";
      }
      return "not reached";
    },
  };

  test.each(Object.entries(correct))("%s", async (_title, orchestrator) => {
    const { run } = await startHost(orchestrator, "throw");
    expect(await run("suspect")).toMatchObject({ status: "Completed", output: '"after"' });
  });
});

describe("a non-deterministic orchestrator fails with what was expected and what was found", () => {
  test("another activity at the same place", async () => {
    let replays = 0;
    const { run } = await startHost(function* (context): Body {
      replays += 1;
      yield context.df.callActivity(replays === 1 ? "echo" : "fail", { text: "a" });
      return "not reached";
    }, "throw");
    const instance = await run("suspect");
    expect(instance.status).toBe("Failed");
    expect(instance.output).toContain(
      'Non-Deterministic workflow detected: at sequence number 0 the history has activity "echo", but the replay produced activity "fail"',
    );
  });

  test("a timer in place of an activity", async () => {
    let replays = 0;
    const { run } = await startHost(function* (context): Body {
      replays += 1;
      if (replays === 1) yield context.df.callActivity("echo", { text: "a" });
      else yield context.df.createTimer(after(context, 1000));
      return "not reached";
    }, "throw");
    expect((await run("suspect")).output).toContain(
      'at sequence number 0 the history has activity "echo", but the replay produced a timer',
    );
  });

  test("a random input, when each turn runs twice", async () => {
    const register = () => {
      df.app.activity("echo", { handler: (input: unknown) => input });
      df.app.orchestration("suspect", function* (context): Body {
        return yield context.df.callActivity("echo", { random: Math.random() });
      });
    };
    const careless = await startTestHost(register);
    expect(await careless.run("suspect")).toMatchObject({ status: "Completed" });
    const careful = await startTestHost(register, { replayTwice: true });
    const instance = await careful.run("suspect");
    expect(instance.status).toBe("Failed");
    expect(instance.output).toMatch(/action 1 of the same turn was first \{.*"random":.*\}, then \{.*"random":/);
  });

  test("something left out", async () => {
    let replays = 0;
    const { run } = await startHost(function* (context): Body {
      replays += 1;
      if (replays === 1) yield context.df.callActivity("echo", { text: "a" });
      return "early";
    }, "throw");
    expect((await run("suspect")).output).toContain("but the replay produced nothing there (yet)");
  });
});
