/** The least that a durable starter with a record does: one row, one start, 202. */
import { app, type HttpRequest, type InvocationContext } from "@azure/functions";
import * as durable from "durable-functions";
import type { DocumentTable } from "../../src/clients/ports.ts";

export function registerStarter(table: DocumentTable): void {
  durable.app.activity("nothing", { handler: () => "done" });
  durable.app.orchestration("doNothing", function* (context): Generator<durable.Task, unknown, unknown> {
    return yield context.df.callActivity("nothing");
  });
  app.http("starter", {
    methods: ["POST"],
    route: "starter",
    authLevel: "function",
    extraInputs: [durable.input.durableClient()],
    handler: async (request: HttpRequest, context: InvocationContext) => {
      const body = await request.json();
      const id = crypto.randomUUID();
      await table.insert("starter", id, body);
      const client = durable.getClient(context);
      await client.startNew("doNothing", { instanceId: id, input: body });
      return client.createCheckStatusResponse(request, id);
    },
  });
}
