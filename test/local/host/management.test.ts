import * as df from "durable-functions";
import { describe, expect, test } from "vitest";
import { type Body, outputOf, START_AT, startTestHost, type TestHost } from "./testHost.ts";

function register(): void {
  df.app.activity("echo", { handler: (input: unknown) => input });
  df.app.orchestration("waits", function* (context): Body {
    const event = yield context.df.waitForExternalEvent("go");
    return yield context.df.callActivity("echo", { event });
  });
  df.app.orchestration("quick", function* (context): Body {
    return yield context.df.callActivity("echo", context.df.getInput());
  });
  df.app.orchestration("sleeps", function* (context): Body {
    yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 60_000));
    return "awake";
  });
}

describe("terminate, suspend and resume", () => {
  test("a terminated instance ends at once with the reason and nothing reaches it any more", async () => {
    const { startNew, operate, raiseEvent, host, settle } = await startTestHost(register);
    const id = await startNew("waits");
    await settle();
    expect(await operate(id, "terminate")).toBe(202);
    expect(await host.finished(id)).toMatchObject({ status: "Terminated", output: "because" });
    expect(await raiseEvent(id, "go")).toBe(410);
    expect(await operate(id, "terminate")).toBe(410);
  });

  test("a terminated parent's sub-orchestration goes on, unheard", async () => {
    const { startNew, operate, raiseEvent, host, settle } = await startTestHost(() => {
      register();
      df.app.orchestration("parent", function* (context): Body {
        return yield context.df.callSubOrchestrator("waits", undefined, "the-child");
      });
    });
    const id = await startNew("parent");
    await settle();
    await operate(id, "terminate");
    await host.finished(id);
    await raiseEvent("the-child", "go", 1);
    expect(await host.finished("the-child")).toMatchObject({ status: "Completed" });
    expect(host.inspect.instance(id)?.status).toBe("Terminated");
  });

  test("a terminated sub-orchestration fails its parent's call", async () => {
    const { startNew, operate, host, settle } = await startTestHost(() => {
      register();
      df.app.orchestration("parent", function* (context): Body {
        return yield context.df.callSubOrchestrator("waits", undefined, "the-child");
      });
    });
    const id = await startNew("parent");
    await settle();
    await operate("the-child", "terminate");
    expect(await host.finished(id)).toMatchObject({ status: "Failed" });
  });

  test("a suspended instance does nothing until it is resumed, then catches up", async () => {
    const { startNew, operate, raiseEvent, host, settle, status } = await startTestHost(register);
    const id = await startNew("waits");
    await settle();
    expect(await operate(id, "suspend")).toBe(202);
    await settle();
    await raiseEvent(id, "go", "now");
    await settle();
    expect(await status(id)).toMatchObject({ runtimeStatus: "Suspended" });
    expect(host.inspect.history(id).filter((event) => event.EventType === 4)).toEqual([]);
    expect(await operate(id, "resume")).toBe(202);
    expect(outputOf(await host.finished(id))).toEqual({ event: "now" });
  });

  test("a suspended instance can be terminated", async () => {
    const { startNew, operate, host, settle } = await startTestHost(register);
    const id = await startNew("waits");
    await settle();
    await operate(id, "suspend");
    await operate(id, "terminate");
    expect(await host.finished(id)).toMatchObject({ status: "Terminated" });
  });

  test("operations on an unknown instance are 404, rewind and restart are 501", async () => {
    const { operate, raiseEvent, run } = await startTestHost(register);
    await run("quick", 1, "known");
    for (const operation of ["terminate", "suspend", "resume", "rewind"])
      expect(await operate("absent", operation)).toBe(404);
    expect(await raiseEvent("absent", "go")).toBe(404);
    expect(await operate("known", "rewind")).toBe(501);
    expect(await operate("known", "restart")).toBe(501);
  });
});

describe("starting an id twice", () => {
  const start = (host: TestHost["host"], name: string, id: string) =>
    host.request({ method: "POST", url: `/durabletask/orchestrators/${name}/${id}` });

  test("is refused while the instance runs and starts it anew afterwards", async () => {
    const { startNew, raiseEvent, host, run } = await startTestHost(register);
    await startNew("waits", undefined, "one");
    const again = await start(host, "waits", "one");
    expect(again.status).toBe(409);
    expect(again.text).toContain("An Orchestration instance with the status");
    await raiseEvent("one", "go");
    await host.finished("one");
    expect(outputOf(await run("quick", "anew", "one"))).toBe("anew");
  });

  test("replaces the running instance when host.json allows any state", async () => {
    const hostJson = { extensions: { durableTask: { overridableExistingInstanceStates: "AnyState" } } };
    const { startNew, run } = await startTestHost(register, { hostJson });
    await startNew("waits", undefined, "one");
    expect(outputOf(await run("quick", "anew", "one"))).toBe("anew");
  });

  test("an unknown function, a bad id or bad JSON is refused by name", async () => {
    const { host } = await startTestHost(register);
    const unknown = await start(host, "absent", "x");
    expect(unknown.status).toBe(400);
    expect(unknown.text).toContain("'absent' doesn't exist");
    expect(unknown.text).toContain("'waits', 'quick', 'sleeps'");
    expect((await start(host, "quick", "@entity")).status).toBe(400);
    expect((await start(host, "quick", "x".repeat(101))).status).toBe(400);
    const broken = await host.request({ method: "POST", url: "/durabletask/orchestrators/quick", body: "{" });
    expect(broken.status).toBe(400);
  });
});

describe("status queries", () => {
  test("tell input, output, custom status, times and history", async () => {
    const { host, run } = await startTestHost(register);
    await run("sleeps", { a: 1 }, "s");
    const answer = await host.request({ url: "/durabletask/instances/s?showHistory=true&showHistoryOutput=true" });
    expect(answer.status).toBe(200);
    const status = answer.json() as { historyEvents: { EventType: string }[] };
    expect(status).toMatchObject({
      name: "sleeps",
      instanceId: "s",
      runtimeStatus: "Completed",
      input: { a: 1 },
      output: "awake",
      createdTime: "2026-01-05T08:00:00Z",
      lastUpdatedTime: "2026-01-05T08:01:00Z",
    });
    expect(status.historyEvents.map((event) => event.EventType)).toEqual([
      "OrchestratorStarted",
      "ExecutionStarted",
      "TimerCreated",
      "OrchestratorCompleted",
      "OrchestratorStarted",
      "TimerFired",
      "ExecutionCompleted",
      "OrchestratorCompleted",
    ]);
  });

  test("a running instance answers 202, an unknown one 404", async () => {
    const { host, startNew } = await startTestHost(register);
    await startNew("waits", undefined, "w");
    expect((await host.request({ url: "/durabletask/instances/w" })).status).toBe(202);
    expect((await host.request({ url: "/durabletask/instances/absent" })).status).toBe(404);
  });

  test("a list is filtered by status, time and prefix, and paged", async () => {
    const { host, startNew, run, clock } = await startTestHost(register);
    for (const n of [1, 2, 3]) await run("quick", n, `quick-${n}`);
    await run("sleeps", undefined, "sleeps-1");
    await startNew("waits", undefined, "waits-1");
    const ids = async (query: string, token?: string) => {
      const headers = token === undefined ? {} : { "x-ms-continuation-token": token };
      const answer = await host.request({ url: `/durabletask/instances/${query}`, headers });
      const rows = answer.json() as { instanceId: string }[];
      return { ids: rows.map((row) => row.instanceId), next: answer.headers["x-ms-continuation-token"] };
    };
    expect((await ids("?runtimeStatus=Running,Pending")).ids).toEqual(["waits-1"]);
    expect((await ids("?instanceIdPrefix=quick")).ids).toEqual(["quick-1", "quick-2", "quick-3"]);
    const later = new Date(START_AT + 1).toISOString();
    expect((await ids(`?createdTimeFrom=${later}`)).ids).toEqual(["waits-1"]);
    expect(clock.now()).toBeGreaterThan(START_AT);
    const page = await ids("?top=2");
    expect(page.ids).toEqual(["quick-1", "quick-2"]);
    const rest = await ids("?top=9", page.next);
    expect(rest).toEqual({ ids: ["quick-3", "sleeps-1", "waits-1"], next: undefined });
  });
});

describe("purge", () => {
  test("removes one instance with its history", async () => {
    const { host, run } = await startTestHost(register);
    await run("quick", 1, "gone");
    const answer = await host.request({ method: "DELETE", url: "/durabletask/instances/gone" });
    expect(answer.json()).toEqual({ instancesDeleted: 1 });
    expect(host.inspect.instance("gone")).toBeUndefined();
    expect(host.inspect.history("gone")).toEqual([]);
    expect((await host.request({ method: "DELETE", url: "/durabletask/instances/gone" })).status).toBe(404);
  });

  test("removes finished instances by filter and leaves running ones", async () => {
    const { host, run, startNew } = await startTestHost(register);
    for (const n of [1, 2]) await run("quick", n);
    await startNew("waits", undefined, "stays");
    const from = new Date(START_AT - 1).toISOString();
    const answer = await host.request({ method: "DELETE", url: `/durabletask/instances/?createdTimeFrom=${from}` });
    expect(answer.json()).toEqual({ instancesDeleted: 2 });
    expect(host.inspect.instances().map((row) => row.instanceId)).toEqual(["stays"]);
    expect((await host.request({ method: "DELETE", url: "/durabletask/instances/" })).status).toBe(400);
  });
});
