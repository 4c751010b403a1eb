/** Binding one: a simulator behind HTTPS (or plain HTTP, for the identity endpoint) on loopback. */
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Certificate } from "./certificate.ts";
import { isNoAnswer } from "./noAnswer.ts";
import { serveUpgrades } from "./upgrades.ts";
import type { WireHandler, WireRequest, WireResponse } from "./wire.ts";

export interface Listener {
  /** `https://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

export interface ListenOptions {
  /** 0 takes a free port. */
  port?: number;
  /** Left out: plain HTTP. */
  certificate?: Certificate;
}

export async function listen(handler: WireHandler, options: ListenOptions = {}): Promise<Listener> {
  const { certificate } = options;
  const scheme = certificate === undefined ? "http" : "https";
  const onRequest = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    answer(handler, scheme, incoming, outgoing).catch((error: unknown) => {
      if (outgoing.headersSent || isNoAnswer(error)) outgoing.destroy();
      else outgoing.writeHead(500, { "content-type": "text/plain" }).end(`Simulator fault: ${String(error)}`);
    });
  };
  const server =
    certificate === undefined
      ? createHttpServer(onRequest)
      : createHttpsServer({ key: certificate.key, cert: certificate.certificate }, onRequest);
  server.keepAliveTimeout = 30_000;
  const endUpgrades = serveUpgrades(server, handler, (incoming) => requestOf(incoming, scheme, Buffer.alloc(0)));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `${scheme}://127.0.0.1:${port}`,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        endUpgrades();
      }),
  };
}

async function answer(handler: WireHandler, scheme: string, incoming: IncomingMessage, outgoing: ServerResponse) {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const gone = new AbortController();
  outgoing.once("close", () => gone.abort());
  const request = requestOf(incoming, scheme, Buffer.concat(chunks));
  await send(await handler({ ...request, signal: gone.signal }), outgoing);
}

function requestOf(incoming: IncomingMessage, scheme: string, body: Uint8Array): WireRequest {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  const origin = `${scheme}://${incoming.headers.host ?? "127.0.0.1"}`;
  return { method: incoming.method ?? "GET", url: origin + (incoming.url ?? "/"), headers, body };
}

async function send(response: WireResponse, outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(response.status, response.headers);
  if (typeof response.body === "string" || response.body instanceof Uint8Array) {
    outgoing.end(response.body);
    return;
  }
  outgoing.flushHeaders();
  for await (const chunk of response.body) {
    if (outgoing.destroyed) return;
    if (!outgoing.write(chunk)) await drained(outgoing);
  }
  outgoing.end();
}

function drained(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const goOn = () => {
      outgoing.off("drain", goOn).off("close", goOn);
      resolve();
    };
    outgoing.on("drain", goOn).on("close", goOn);
  });
}
