/**
 * Performs an orchestrator's `callHttp`. Polling a 202 is refused: with it the SDK and the extension drift apart as
 * soon as two calls run at once (facts-durable.md, section 3).
 */
import type { DurableHttpRequest } from "./actions.ts";
import { ActivityFailure } from "./activityFailure.ts";

/** The SDK's response as JSON text. Throws ActivityFailure. */
export async function performHttpRequest(input: unknown): Promise<string> {
  const request = input as DurableHttpRequest;
  if (request.tokenSource !== undefined && request.tokenSource !== null) {
    throw new ActivityFailure(
      new Error(`callHttp to ${request.uri}: this host has no managed identity for tokenSource.`),
    );
  }
  const response = await send(request);
  const headers = Object.fromEntries(response.headers);
  if (response.status === 202 && request.asynchronousPatternEnabled && headers["location"] !== undefined) {
    throw new ActivityFailure(
      new Error(`callHttp to ${request.uri} was answered 202: pass enablePolling: false and poll with timers.`),
    );
  }
  return JSON.stringify({ statusCode: response.status, headers, content: await response.text() });
}

async function send(request: DurableHttpRequest): Promise<Response> {
  try {
    return await fetch(request.uri, {
      method: request.method,
      headers: request.headers ?? {},
      redirect: "manual",
      ...(request.content === undefined ? {} : { body: request.content }),
    });
  } catch (error) {
    throw new ActivityFailure(error);
  }
}
