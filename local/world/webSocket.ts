/**
 * The server's side of a WebSocket (RFC 6455), as far as the Kubernetes channels need it: binary and text messages,
 * fragments, ping and close. No extensions.
 */
import { createHash } from "node:crypto";
import type { Duplex } from "node:stream";

export interface Conversation {
  send(message: Uint8Array): void;
  onMessage(react: (message: Buffer) => void): void;
  /** Called once, whoever ends it. */
  onClose(react: () => void): void;
  close(): void;
}

const OPCODES = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** Answers the handshake and takes the socket over. `head`: what the client has already sent after its request. */
export function acceptWebSocket(socket: Duplex, head: Buffer, key: string, protocol: string): Conversation {
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Accept: ${acceptance(key)}\r\nSec-WebSocket-Protocol: ${protocol}\r\n\r\n`,
  );
  return converse(socket, head);
}

const HANDSHAKE_ID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

function acceptance(key: string): string {
  return createHash("sha1")
    .update(key + HANDSHAKE_ID)
    .digest("base64");
}

function converse(socket: Duplex, head: Buffer): Conversation {
  const messageListeners: ((message: Buffer) => void)[] = [];
  const closeListeners: (() => void)[] = [];
  let received: Buffer = head;
  let fragments: Buffer[] = [];

  function write(opcode: number, payload: Uint8Array): void {
    if (!socket.destroyed && socket.writable)
      socket.write(Buffer.concat([frameHeader(opcode, payload.length), payload]));
  }

  function close(): void {
    write(OPCODES.close, closeCode(1000));
    socket.end();
  }

  function handle({ opcode, final, payload }: Frame): void {
    if (opcode === OPCODES.ping) write(OPCODES.pong, payload);
    else if (opcode === OPCODES.close) close();
    else if (opcode !== OPCODES.pong) {
      fragments.push(payload);
      if (!final) return;
      const message = Buffer.concat(fragments);
      fragments = [];
      for (const listener of messageListeners) listener(message);
    }
  }

  function readFrames(): void {
    for (let frame = readFrame(received); frame !== undefined; frame = readFrame(received)) {
      received = received.subarray(frame.length);
      handle(frame);
    }
  }

  socket.on("data", (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    readFrames();
  });
  socket.on("error", () => socket.destroy());
  socket.once("close", () => {
    for (const listener of closeListeners) listener();
  });
  // Listeners are added in this turn; what came with the request is for them too.
  setImmediate(readFrames);
  return {
    send: (message) => write(OPCODES.binary, message),
    onMessage: (react) => void messageListeners.push(react),
    onClose: (react) => void closeListeners.push(react),
    close,
  };
}

function closeCode(code: number): Buffer {
  const payload = Buffer.alloc(2);
  payload.writeUInt16BE(code);
  return payload;
}

function frameHeader(opcode: number, length: number): Buffer {
  const first = 0x80 | opcode;
  if (length < 126) return Buffer.from([first, length]);
  if (length < 65_536) {
    const header = Buffer.from([first, 126, 0, 0]);
    header.writeUInt16BE(length, 2);
    return header;
  }
  const header = Buffer.alloc(10);
  header[0] = first;
  header[1] = 127;
  header.writeBigUInt64BE(BigInt(length), 2);
  return header;
}

interface Frame {
  opcode: number;
  final: boolean;
  payload: Buffer;
  /** Of the whole frame, in bytes. */
  length: number;
}

/** undefined: not all of it has arrived. */
function readFrame(data: Buffer): Frame | undefined {
  if (data.length < 2) return undefined;
  const [first, second] = [data.readUInt8(0), data.readUInt8(1)];
  const short = second & 0x7f;
  const extra = short === 126 ? 2 : short === 127 ? 8 : 0;
  const isMasked = (second & 0x80) !== 0;
  const start = 2 + extra + (isMasked ? 4 : 0);
  if (data.length < start) return undefined;
  const size = extra === 2 ? data.readUInt16BE(2) : extra === 8 ? Number(data.readBigUInt64BE(2)) : short;
  if (data.length < start + size) return undefined;
  const payload = Buffer.from(data.subarray(start, start + size));
  if (isMasked) unmask(payload, data.subarray(start - 4, start));
  return { opcode: first & 0x0f, final: (first & 0x80) !== 0, payload, length: start + size };
}

function unmask(payload: Buffer, mask: Buffer): void {
  for (let index = 0; index < payload.length; index++) {
    payload[index] = (payload[index] as number) ^ (mask[index % 4] as number);
  }
}
