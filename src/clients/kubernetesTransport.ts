/**
 * How requests of @kubernetes/client-node leave the process: over its own network or a transport, with a time-out that
 * covers the body, and as a NetworkFailure when no answer arrived.
 */
import {
  type HttpLibrary,
  IsomorphicFetchHttpLibrary,
  type RequestContext,
  ResponseContext,
  wrapHttpLibrary,
} from "@kubernetes/client-node";
import { NetworkFailure } from "./networkFailure.ts";
import type { Transport } from "./transport.ts";
import { readText, toBytes } from "./wireBody.ts";

interface Answer {
  status: number;
  headers: Record<string, string>;
  text: string;
}

type Send = (request: RequestContext, signal: AbortSignal) => Promise<Answer>;

export function createHttpApi(options: { transport: Transport | undefined; timeoutMs: number }): HttpLibrary {
  const send = options.transport === undefined ? sendOverNetwork() : sendOver(options.transport);
  return wrapHttpLibrary({
    async send(request) {
      const controller = new AbortController();
      const giveUp = () => controller.abort(new Error(`no answer within ${options.timeoutMs / 1000} s`));
      const timer = setTimeout(giveUp, options.timeoutMs);
      try {
        const { status, headers, text } = await send(request, controller.signal);
        return new ResponseContext(status, headers, {
          text: () => Promise.resolve(text),
          binary: () => Promise.resolve(Buffer.from(text)),
          stream: () => null,
        });
      } catch (error) {
        throw new NetworkFailure(error);
      } finally {
        clearTimeout(timer);
      }
    },
  });
}

/** The client makes a connection pool for every request; keeping the first one keeps its connections. */
function sendOverNetwork(): Send {
  const library = new IsomorphicFetchHttpLibrary();
  let pool: ReturnType<RequestContext["getDispatcher"]>;
  return async (request, signal) => {
    pool ??= request.getDispatcher();
    if (pool !== undefined) request.setDispatcher(pool);
    request.setSignal(signal);
    const response = await library.send(request).toPromise();
    const body = response.body.stream?.() as AsyncIterable<Uint8Array> | null | undefined;
    return { status: response.httpStatusCode, headers: response.headers, text: await readText(body ?? "") };
  };
}

function sendOver(transport: Transport): Send {
  return async (request, signal) => {
    const headers = Object.entries(request.getHeaders()).map(([name, value]) => [name.toLowerCase(), value]);
    const response = await transport({
      method: request.getHttpMethod(),
      url: request.getUrl(),
      headers: Object.fromEntries(headers) as Record<string, string>,
      body: toBytes(request.getBody()),
      signal,
    });
    return { status: response.status, headers: response.headers, text: await readText(response.body) };
  };
}
