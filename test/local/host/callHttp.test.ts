import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import * as df from "durable-functions";
import { expect, onTestFinished, test } from "vitest";
import { type Body, outputOf, startTestHost } from "./testHost.ts";

interface Answer {
  statusCode: number;
  content: string;
  headers: Record<string, string>;
}

async function startServer(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

function register(url: string, options: { enablePolling?: boolean } = {}): () => void {
  return () => {
    df.app.orchestration("calls", function* (context): Body {
      const headers = { "x-sent": "yes" };
      const answer = yield context.df.callHttp({ method: "POST", url, headers, body: { n: 1 }, ...options });
      const { statusCode, content, headers: received } = answer as Answer;
      return { statusCode, content, header: received["x-answer"] };
    });
  };
}

test("an orchestrator's HTTP call gets the answer", async () => {
  const url = await startServer((request, response) => {
    response.setHeader("x-answer", String(request.headers["x-sent"]));
    request.pipe(response.writeHead(201));
  });
  const { run } = await startTestHost(register(url));
  expect(outputOf(await run("calls"))).toEqual({ statusCode: 201, content: '{"n":1}', header: "yes" });
});

test("an answer that asks for polling is refused with what to do instead", async () => {
  const url = await startServer((_request, response) => response.writeHead(202, { location: "/later" }).end());
  const refused = await startTestHost(register(url));
  expect((await refused.run("calls")).output).toContain("pass enablePolling: false and poll with timers");
  const taken = await startTestHost(register(url, { enablePolling: false }));
  expect(outputOf(await taken.run("calls"))).toMatchObject({ statusCode: 202 });
});

test("a server that does not answer fails the call", async () => {
  const { run } = await startTestHost(register("http://127.0.0.1:1/"));
  expect((await run("calls")).output).toContain("Activity function 'BuiltIn::HttpActivity' failed: fetch failed");
});
