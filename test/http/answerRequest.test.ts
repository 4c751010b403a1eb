/** What a caller is told when the app cannot reach what it keeps its records in. */
import { HttpRequest } from "@azure/functions";
import { describe, expect, it } from "vitest";
import { ClientFault, type RetryClass } from "../../src/clients/errors.ts";
import { answerRequest } from "../../src/http/answerRequest.ts";
import type { RouteContext } from "../../src/http/deps.ts";

describe("a route that fails", () => {
  it("asks the caller to come back when the record tables cannot be reached for the moment", async () => {
    const { answer, logged } = await failing(aFault("soon", 17));
    expect(answer).toMatchObject({ status: 503, headers: { "retry-after": "17" } });
    expect(problemOf(answer)).toMatchObject({
      code: "RecordsUnavailable",
      action: expect.stringContaining("again") as string,
    });
    expect(logged).toEqual(["READ preparations: it did not work"]);
  });

  it("names what a person must put right when coming back does not help", async () => {
    const { answer } = await failing(aFault("never"));
    expect(answer.status).toBe(500);
    expect(answer.headers).not.toHaveProperty("retry-after");
    expect(problemOf(answer)).toMatchObject({
      code: "RecordsUnavailable",
      detail: "READ preparations: it did not work",
      action: expect.stringContaining("LAMPLIGHTER_TABLES_ENDPOINT") as string,
    });
  });

  it("leaves a bug to the host, whose log then has it", async () => {
    await expect(failing(new TypeError("a bug"))).rejects.toThrow("a bug");
  });
});

async function failing(error: Error) {
  const logged: string[] = [];
  const request = new HttpRequest({ method: "GET", url: "http://localhost/api/preparations/1" });
  const context = { log: (message: string) => logged.push(message) } as unknown as RouteContext;
  const fail = () => {
    throw error;
  };
  const answer = await answerRequest(fail, request, context);
  return { answer, logged };
}

function aFault(retry: RetryClass, retryAfterSeconds?: number): ClientFault {
  const operation = "READ preparations";
  return new ClientFault(`${operation}: it did not work`, {
    code: "ServerBusy",
    retry,
    operation,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}

function problemOf(answer: { body?: unknown }): unknown {
  return JSON.parse(String(answer.body));
}
