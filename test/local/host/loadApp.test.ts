import { app } from "@azure/functions";
import { expect, test } from "vitest";
import { readHostConfig } from "../../../local/host/hostConfig.ts";
import { collectApp, loadApp } from "../../../local/host/loadApp.ts";
import { startTestHost } from "./testHost.ts";

const root = `${import.meta.dirname}/fixtureApp`;

test("an app is loaded through its package.json's main, with its host.json", async () => {
  const { app: loaded, hostJson } = await loadApp({ root });
  expect(loaded.functions.map((fn) => [fn.name, fn.triggerType])).toEqual([
    ["note", "activitytrigger"],
    ["part", "orchestrationtrigger"],
    ["whole", "orchestrationtrigger"],
    ["hello", "httptrigger"],
  ]);
  expect(readHostConfig(hostJson)).toMatchObject({
    taskHub: "FixtureHub",
    routePrefix: "fixture",
    maxConcurrentActivities: 2,
  });
  const { host } = await startTestHost(() => {}, { app: loaded, hostJson });
  expect((await host.request({ url: "/fixture/hello" })).text).toBe("hello");
});

test("loading the same main again in one process gives the same app", async () => {
  const [first, second] = [await loadApp({ root }), await loadApp({ root })];
  expect(second.app).toBe(first.app);
});

test("hooks see every invocation, and may change its inputs and its result", async () => {
  const seen: string[] = [];
  const functions = await collectApp(() => {
    app.http("hello", {
      handler: (_request, context) => ({ body: `hello ${String(context.extraInputs.get("who"))}` }),
    });
    app.hook.preInvocation((context) => {
      seen.push(`before ${context.invocationContext.functionName}`);
      context.invocationContext.extraInputs.set("who", "hook");
    });
    app.hook.postInvocation((context) => {
      seen.push(`after ${context.invocationContext.functionName}`);
      context.result = { ...(context.result as object), status: 299 };
    });
  });
  const { host } = await startTestHost(() => {}, { app: functions });
  expect(await host.request({ url: "/api/hello" })).toMatchObject({ status: 299, text: "hello hook" });
  expect(seen).toEqual(["before hello", "after hello"]);
});

test("hooks of the app run when the host starts and stops", async () => {
  const seen: string[] = [];
  const { host } = await startTestHost(() => {
    app.hook.appStart(() => void seen.push("start"));
    app.hook.appTerminate(() => void seen.push("terminate"));
    app.http("hello", { handler: () => ({}) });
  });
  expect(seen).toEqual(["start"]);
  await host.stop();
  expect(seen).toEqual(["start", "terminate"]);
});

test("an app with a trigger that would never fire is refused by name", async () => {
  const started = startTestHost(() =>
    app.storageQueue("drain", { queueName: "q", connection: "c", handler: () => {} }),
  );
  await expect(started).rejects.toThrow('not those of: "drain" (queueTrigger)');
});

test("what a function logs reaches the host's log with its function and instance", async () => {
  const { host, log } = await startTestHost(() => {
    app.http("hello", {
      handler: (_request, context) => {
        context.warn("careful:", { n: 1 });
        return {};
      },
    });
  });
  await host.request({ url: "/api/hello" });
  expect(log).toContainEqual(
    expect.objectContaining({ level: "warning", source: "user", functionName: "hello", message: "careful: { n: 1 }" }),
  );
});

test("a function registered too late, or twice, is refused by name", async () => {
  await collectApp(() => app.http("early", { handler: () => ({}) }));
  expect(() => app.http("late", { handler: () => ({}) })).toThrow(
    'Function "late" was registered after its app had been loaded',
  );
  const twice = collectApp(() => {
    app.http("same", { handler: () => ({}) });
    app.http("Same", { handler: () => ({}) });
  });
  await expect(twice).rejects.toThrow('A function named "Same" is registered already');
});

test("a folder without a main, or with a broken setting, is refused by name", async () => {
  await expect(loadApp({ root: import.meta.dirname })).rejects.toThrow("package.json");
  expect(() => readHostConfig({ extensions: { durableTask: { maxConcurrentActivityFunctions: "many" } } })).toThrow(
    /maxConcurrentActivityFunctions/,
  );
});
