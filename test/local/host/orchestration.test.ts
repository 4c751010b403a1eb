import * as df from "durable-functions";
import { expect, test } from "vitest";
import { startTestHost } from "./testHost.ts";

test("an orchestrator calls activities one after the other and returns their results", async () => {
  const host = await startTestHost(() => {
    df.app.activity("double", { handler: (n: number) => n * 2 });
    df.app.orchestration("chain", function* (context) {
      const first: number = yield context.df.callActivity("double", context.df.getInput());
      return yield context.df.callActivity("double", first);
    });
  });
  const instance = await host.run("chain", 5);
  expect(instance).toMatchObject({ status: "Completed", output: "20" });
});

test("two hundred activities fan out and their results come back in order", async () => {
  const host = await startTestHost(() => {
    df.app.activity("square", { handler: ({ n }: { n: number }) => n * n });
    df.app.orchestration("fanOut", function* (context) {
      const tasks = Array.from({ length: 200 }, (_, n) => context.df.callActivity("square", { n }));
      return yield context.df.Task.all(tasks);
    });
  });
  const instance = await host.run("fanOut");
  expect(JSON.parse(instance.output ?? "")).toEqual(Array.from({ length: 200 }, (_, n) => n * n));
});
