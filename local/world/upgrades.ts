/**
 * Requests that ask for a WebSocket: a simulator answers them like any other, with a refusal or with what to say on the
 * socket. In-process bindings have no sockets: there such an answer is of no use.
 */
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { acceptWebSocket, type Conversation } from "./webSocket.ts";
import type { WireHandler, WireRequest, WireResponse } from "./wire.ts";

export interface WebSocketAnswer extends WireResponse {
  /** The one of the client's protocols that is spoken. */
  protocol: string;
  talk(conversation: Conversation): void;
}

export function webSocketAnswer(protocol: string, talk: WebSocketAnswer["talk"]): WebSocketAnswer {
  return { status: 101, headers: {}, body: "", protocol, talk };
}

export function asksForWebSocket(headers: Readonly<Record<string, string>>): boolean {
  return (headers["upgrade"] ?? "").toLowerCase() === "websocket";
}

type ReadRequest = (incoming: IncomingMessage) => WireRequest;

/** The returned function ends every conversation. */
export function serveUpgrades(server: Server, handler: WireHandler, requestOf: ReadRequest): () => void {
  const sockets = new Set<Duplex>();
  server.on("upgrade", (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    answer(handler, requestOf(incoming), socket, head).catch(() => socket.destroy());
  });
  return () => {
    for (const socket of sockets) socket.destroy();
  };
}

async function answer(handler: WireHandler, request: WireRequest, socket: Duplex, head: Buffer): Promise<void> {
  const response = await handler(request);
  const key = request.headers["sec-websocket-key"] ?? "";
  if ("talk" in response) {
    const { protocol, talk } = response as WebSocketAnswer;
    talk(acceptWebSocket(socket, head, key, protocol));
  } else refuse(response, socket);
}

function refuse({ status, headers, body }: WireResponse, socket: Duplex): void {
  const text = typeof body === "string" ? body : "";
  const all = { ...headers, "content-length": String(Buffer.byteLength(text)), connection: "close" };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} Refused\r\n${lines.join("")}\r\n${text}`);
}
