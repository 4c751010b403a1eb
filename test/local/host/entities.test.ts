import { app } from "@azure/functions";
import * as df from "durable-functions";
import { expect, test } from "vitest";
import { type Body, outputOf, startTestHost } from "./testHost.ts";

function register(): void {
  const operations: Record<string, (context: df.EntityContext<number>, value: number) => void> = {
    add: (context, value) => context.df.setState(value + Number(context.df.getInput<number>())),
    get: (context, value) => context.df.return(value),
    tellOther: (context, value) => context.df.signalEntity(new df.EntityId("counter", "other"), "add", value),
    delete: (context) => context.df.destructOnExit(),
    fail() {
      throw new Error("no such luck");
    },
  };
  df.app.entity("counter", (context: df.EntityContext<number>) => {
    operations[context.df.operationName ?? ""]?.(context, context.df.getState(() => 0) ?? 0);
  });
  df.app.orchestration("counts", function* (context): Body {
    const counter = new df.EntityId("counter", "one");
    context.df.signalEntity(counter, "add", 2);
    context.df.signalEntity(counter, "add", 3);
    return yield context.df.callEntity(counter, "get");
  });
}

test("an orchestrator signals an entity and calls it for its state", async () => {
  const { run, host } = await startTestHost(register);
  expect(outputOf(await run("counts"))).toBe(5);
  expect(host.inspect.entityState("@counter@one")).toBe("5");
});

test("an entity signals another one", async () => {
  const { host, settle } = await startTestHost(register);
  for (const [op, body] of [
    ["add", "4"],
    ["tellOther", ""],
  ]) {
    await host.request({ method: "POST", url: `/durabletask/entities/counter/one?op=${op}`, body });
  }
  await settle();
  expect(host.inspect.entityState("@counter@other")).toBe("4");
});

test("a failed operation fails the call and leaves the entity usable", async () => {
  const { run } = await startTestHost(() => {
    register();
    df.app.orchestration("tries", function* (context): Body {
      const counter = new df.EntityId("counter", "one");
      try {
        yield context.df.callEntity(counter, "fail");
      } catch {
        context.df.signalEntity(counter, "add", 1);
        return yield context.df.callEntity(counter, "get");
      }
      return "not reached";
    });
  });
  expect(outputOf(await run("tries"))).toBe(1);
});

test("a deleted entity no longer exists", async () => {
  const { host, settle } = await startTestHost(register);
  const signal = (op: string) =>
    host.request({ method: "POST", url: `/durabletask/entities/counter/one?op=${op}`, body: "1" });
  await signal("add");
  await settle();
  expect((await host.request({ url: "/durabletask/entities/counter/one" })).json()).toBe(1);
  await signal("delete");
  await settle();
  expect((await host.request({ url: "/durabletask/entities/counter/one" })).status).toBe(404);
});

test("the durable client signals an entity and reads its state", async () => {
  const { host, settle } = await startTestHost(() => {
    register();
    app.http("signal", {
      extraInputs: [df.input.durableClient()],
      handler: async (_request, context) => {
        await df.getClient(context).signalEntity(new df.EntityId("counter", "one"), "add", 7);
        return {};
      },
    });
    app.http("read", {
      extraInputs: [df.input.durableClient()],
      handler: async (_request, context) => {
        const client = df.getClient(context);
        const read = (key: string) => client.readEntityState(new df.EntityId("counter", key));
        return { jsonBody: [await read("one"), await read("absent")] };
      },
    });
  });
  await host.request({ url: "/api/signal" });
  await settle();
  expect((await host.request({ url: "/api/read" })).json()).toEqual([
    { entityExists: true, entityState: 7 },
    { entityExists: false },
  ]);
});

test("an entity lock is refused by name", async () => {
  const { run } = await startTestHost(() => {
    register();
    df.app.orchestration("locks", function* (context): Body {
      return yield context.df.lock(new df.EntityId("counter", "one"));
    });
  });
  const instance = await run("locks");
  expect(instance.status).toBe("Failed");
  expect(instance.output).toContain("lock requires a Durable Functions extension");
});
