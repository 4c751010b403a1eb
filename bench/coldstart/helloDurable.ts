/** The smallest durable app that does something: what any app of this kind pays before its first request. */
import { app } from "@azure/functions";
import * as durable from "durable-functions";

durable.app.orchestration("helloAll", function* (context): Generator<durable.Task, unknown, unknown> {
  return yield context.df.callActivity("hello", { name: "world" });
});

durable.app.activity("hello", { handler: ({ name }: { name: string }) => `Hello ${name}` });

app.http("start", {
  route: "start",
  extraInputs: [durable.input.durableClient()],
  handler: async (request, context) => {
    const client = durable.getClient(context);
    return client.createCheckStatusResponse(request, await client.startNew("helloAll"));
  },
});
