/** An app that a host loads from its package.json: each activity leaves a line in a file, so that runs can be counted. */
import { appendFileSync } from "node:fs";
import { app } from "@azure/functions";
import * as df from "durable-functions";

df.app.activity("note", {
  handler: ({ file, step }: { file: string; step: string }) => {
    appendFileSync(file, `${step}\n`);
    return step;
  },
});

df.app.orchestration("part", function* (context): Generator<df.Task, unknown, unknown> {
  const { file, part } = context.df.getInput<{ file: string; part: string }>();
  const steps = ["a", "b", "c"].map((step) => context.df.callActivity("note", { file, step: `${part}${step}` }));
  return yield context.df.Task.all(steps);
});

df.app.orchestration("whole", function* (context): Generator<df.Task, unknown, unknown> {
  const file = context.df.getInput<string>();
  const parts = ["1", "2"].map((part) => context.df.callSubOrchestrator("part", { file, part }, `part-${part}`));
  const results = yield context.df.Task.all(parts);
  yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 10_000));
  yield context.df.callActivity("note", { file, step: "last" });
  return results;
});

app.http("hello", { handler: () => ({ body: "hello" }) });
