import { app, HttpResponse, type Timer } from "@azure/functions";
import * as df from "durable-functions";
import { describe, expect, test } from "vitest";
import { type Body, outputOf, START_AT, startTestHost, type TestHost } from "./testHost.ts";

describe("HTTP functions", () => {
  const register = () => {
    app.http("item", {
      methods: ["GET", "PUT"],
      route: "items/{id}",
      handler: async (request) => ({
        status: 201,
        headers: { "x-seen": request.headers.get("x-sent") ?? "" },
        jsonBody: {
          id: request.params["id"],
          color: request.query.get("color"),
          body: request.method === "PUT" ? await request.json() : null,
        },
      }),
    });
    app.http("special", { route: "items/special", handler: () => ({ body: "the special one" }) });
    app.http("files", { route: "files/{*path}", handler: (request) => ({ body: request.params["path"] ?? "none" }) });
    app.http("cookie", {
      handler: () => new HttpResponse({ cookies: [{ name: "a", value: "b", httpOnly: true, sameSite: "Lax" }] }),
    });
    app.http("fails", {
      handler: () => {
        throw new Error("broken handler");
      },
    });
  };

  test("get their parameters, query, headers and body, and answer with theirs", async () => {
    const { host } = await startTestHost(register);
    const answer = await host.request({
      method: "PUT",
      url: "/api/items/a%20b?color=red",
      headers: { "x-sent": "yes" },
      body: { n: 1 },
    });
    expect(answer.status).toBe(201);
    expect(answer.headers["x-seen"]).toBe("yes");
    expect(answer.json()).toEqual({ id: "a b", color: "red", body: { n: 1 } });
  });

  test("are served on loopback as well", async () => {
    const { host } = await startTestHost(register);
    const answer = await fetch(`${host.url}/api/files/css/main.css`);
    expect(await answer.text()).toBe("css/main.css");
  });

  test("the most specific route wins, and a route without a function or method is 404", async () => {
    const { host } = await startTestHost(register);
    expect((await host.request({ url: "/api/items/special" })).text).toBe("the special one");
    expect((await host.request({ url: "/api/files" })).text).toBe("none");
    expect((await host.request({ url: "/api/absent" })).status).toBe(404);
    expect((await host.request({ url: "/items/1" })).status).toBe(404);
    expect((await host.request({ method: "DELETE", url: "/api/items/1" })).status).toBe(404);
  });

  test("the route prefix comes from host.json", async () => {
    const { host } = await startTestHost(register, { hostJson: { extensions: { http: { routePrefix: "" } } } });
    expect((await host.request({ url: "/items/7" })).status).toBe(201);
  });

  test("a handler that throws is a 500 without a body, and its error is in the log", async () => {
    const { host, log } = await startTestHost(register);
    expect(await host.request({ url: "/api/fails" })).toMatchObject({ status: 500, text: "" });
    expect(log.find((entry) => entry.level === "error")?.message).toContain("broken handler");
  });

  test("a cookie is sent", async () => {
    const { host } = await startTestHost(register);
    expect((await host.request({ url: "/api/cookie" })).headers["set-cookie"]).toBe("a=b; HttpOnly; SameSite=Lax");
  });
});

describe("the durable client", () => {
  const register = () => {
    df.app.orchestration("greets", function* (context): Body {
      context.df.setCustomStatus("waiting");
      const name = yield context.df.waitForExternalEvent("name");
      return `Hello ${String(name)}`;
    });
    app.http("start", {
      extraInputs: [df.input.durableClient()],
      handler: async (request, context) => {
        const client = df.getClient(context);
        const id = await client.startNew("greets", { instanceId: "greeting", input: { from: "test" } });
        return client.createCheckStatusResponse(request, id);
      },
    });
    app.http("drive", {
      extraInputs: [df.input.durableClient()],
      handler: async (_request, context) => {
        const client = df.getClient(context);
        const before = await client.getStatus("greeting");
        const twice = await client
          .startNew("greets", { instanceId: "greeting" })
          .catch((error: unknown) => String(error));
        await client.suspend("greeting", "a moment");
        await client.resume("greeting", "go on");
        await client.raiseEvent("greeting", "name", "World");
        return { jsonBody: { before, twice } };
      },
    });
    app.http("finish", {
      extraInputs: [df.input.durableClient()],
      handler: async (_request, context) => {
        const client = df.getClient(context);
        const status = await client.getStatus("greeting", { showInput: true });
        const all = await client.getStatusAll();
        const by = await client.getStatusBy({ runtimeStatus: [df.OrchestrationRuntimeStatus.Completed] });
        const purged = await client.purgeInstanceHistory("greeting");
        const unknown = await client.getStatus("greeting").catch((error: unknown) => String(error));
        return { jsonBody: { status, all: all.length, by: by.length, purged, unknown } };
      },
    });
  };

  test("starts, queries, steers and purges instances through its own HTTP calls", async () => {
    const { host, settle } = await startTestHost(register);
    const started = await host.request({ method: "POST", url: "/api/start" });
    expect(started.status).toBe(202);
    expect(started.headers["retry-after"]).toBe("10");
    expect(started.headers["location"]).toMatch(
      new RegExp(`^${host.url}/runtime/webhooks/durabletask/instances/greeting\\?`),
    );
    await settle();
    expect((await fetch(started.headers["location"] ?? "")).status).toBe(202);

    const driven = (await host.request({ url: "/api/drive" })).json() as { before: unknown; twice: string };
    expect(driven.before).toMatchObject({ runtimeStatus: "Running", customStatus: "waiting", input: { from: "test" } });
    expect(driven.twice).toContain("409");
    expect(outputOf(await host.finished("greeting"))).toBe("Hello World");

    expect((await host.request({ url: "/api/finish" })).json()).toMatchObject({
      status: { runtimeStatus: "Completed", output: "Hello World" },
      all: 1,
      by: 1,
      purged: { instancesDeleted: 1 },
      unknown: expect.stringContaining("404") as string,
    });
  });
});

describe("timer functions", () => {
  const runs: { at: number; timer: Timer }[] = [];

  function startHost(options: { runOnStartup?: boolean; schedule?: string } = {}, host = {}): Promise<TestHost> {
    runs.length = 0;
    const started = startTestHost(() => {
      app.timer("tick", {
        schedule: options.schedule ?? "0 */15 * * * *",
        runOnStartup: options.runOnStartup ?? false,
        handler: async (timer) => {
          runs.push({ at: (await started).clock.now() - START_AT, timer });
        },
      });
    }, host);
    return started;
  }

  async function until(clock: TestHost["clock"], ms: number): Promise<void> {
    await new Promise<void>((resolve) => clock.setTimer(START_AT + ms, resolve));
    clock.stop();
  }

  test("run when their schedule says so and learn of the last and next run", async () => {
    const { clock } = await startHost();
    await until(clock, 40 * 60_000);
    expect(runs.map((run) => run.at)).toEqual([15 * 60_000, 30 * 60_000]);
    expect(runs[1]?.timer).toMatchObject({
      isPastDue: false,
      scheduleStatus: {
        last: new Date(START_AT + 15 * 60_000).toISOString(),
        next: new Date(START_AT + 45 * 60_000).toISOString(),
      },
    });
  });

  test("run at the start when they ask for it", async () => {
    const { clock } = await startHost({ runOnStartup: true });
    await until(clock, 60_000);
    expect(runs.map((run) => run.at)).toEqual([0]);
  });

  test("take their schedule from a setting", async () => {
    const { clock } = await startHost({ schedule: "%EVERY%" }, { env: { EVERY: "30 0 9 * * 1" } });
    await until(clock, 24 * 3_600_000);
    expect(runs.map((run) => run.at)).toEqual([3_600_000 + 30_000]);
  });

  test.each([
    ["*/5 * * * *", "has 5 fields: six are needed"],
    ["0 0 0 * * 7", "Sunday is 0, not 7"],
    ["%ABSENT%", "the setting ABSENT is not set"],
    ["0 0 25 * * *", "Invalid value for hour: 25"],
  ])("a schedule of %s is refused", async (schedule, reason) => {
    await expect(startHost({ schedule }, { env: {} })).rejects.toThrow(reason);
  });
});
