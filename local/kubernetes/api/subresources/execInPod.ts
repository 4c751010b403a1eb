/**
 * pods/exec over a WebSocket: each message begins with its channel's number. 0 stdin, 1 stdout, 2 stderr, 3 the Status
 * at the end, 4 the terminal's size; in v5 a message on 255 closes a channel.
 */
import { asksForWebSocket, webSocketAnswer } from "../../../world/upgrades.ts";
import type { Conversation } from "../../../world/webSocket.ts";
import type { WireResponse } from "../../../world/wire.ts";
import type { ExecCommand, ExecSession, KubeObject } from "../../cluster.ts";
import { isRecord } from "../../store/json.ts";
import { isPodFinished } from "../../store/objectParts.ts";
import type { ApiContext, ApiRequest, ObjectTarget } from "../apiContext.ts";
import { currentObject } from "../operations/saveObject.ts";
import { badRequest, internalError, notSimulated } from "../statusError.ts";
import { containerOf } from "./containerOf.ts";

const PROTOCOLS = ["v5.channel.k8s.io", "v4.channel.k8s.io"];

const CHANNELS = { stdin: 0, stdout: 1, stderr: 2, status: 3, resize: 4, close: 255 } as const;

export function execInPod(context: ApiContext, request: ApiRequest, target: ObjectTarget): WireResponse {
  const pod = currentObject(context, target);
  const { query, headers } = request;
  const command = query.getAll("command");
  if (command.length === 0) throw badRequest("you must specify at least one command for the container");
  const terminal = query.get("tty") === "true";
  const offered = (headers["sec-websocket-protocol"] ?? "").split(",").map((protocol) => protocol.trim());
  const protocol = PROTOCOLS.find((known) => offered.includes(known));
  if (!asksForWebSocket(headers) || protocol === undefined) {
    throw badRequest(`exec needs a WebSocket with one of the protocols ${PROTOCOLS.join(", ")}`);
  }
  const session = startSession(context, pod, containerOf(pod, query.get("container") ?? ""), { command, terminal });
  return webSocketAnswer(protocol, (conversation) => connect(session, conversation, query));
}

function startSession({ exec }: ApiContext, pod: KubeObject, container: string, command: ExecCommand): ExecSession {
  if (exec === undefined) throw notSimulated("exec: this cluster has no kubelets");
  const session = isPodFinished(pod) ? undefined : exec.start(pod, container, command);
  if (session === undefined) throw internalError(`unable to upgrade connection: container not found ("${container}")`);
  return session;
}

function connect(session: ExecSession, conversation: Conversation, query: URLSearchParams): void {
  const send = (channel: number, data: Uint8Array) => conversation.send(Buffer.concat([Buffer.from([channel]), data]));
  const wants = (stream: string) => query.get(stream) === "true";
  session.stdout.on("data", (data: Buffer) => wants("stdout") && send(CHANNELS.stdout, data));
  session.stderr.on("data", (data: Buffer) => wants("stderr") && send(CHANNELS.stderr, data));
  // At a terminal nobody types, which is no end of what is typed.
  if (!wants("stdin") && !wants("tty")) session.stdin.end();
  session.stdin.on("error", () => {});
  conversation.onMessage((message) => {
    const [channel, closed] = message;
    if (channel === CHANNELS.stdin) session.stdin.write(message.subarray(1));
    if (channel === CHANNELS.resize) resize(session, message.subarray(1));
    if (channel === CHANNELS.close && closed === CHANNELS.stdin) session.stdin.end();
  });
  conversation.onClose(() => session.kill());
  session.onEnd((end) => {
    send(CHANNELS.status, Buffer.from(JSON.stringify(statusOf(end))));
    conversation.close();
  });
}

/** What is no size is ignored, and names may be in either case, as a kubelet has it. */
function resize(session: ExecSession, message: Buffer): void {
  const size = parseJson(message.toString());
  const lowerCase = Object.entries(isRecord(size) ? size : {}).map(([name, value]) => [name.toLowerCase(), value]);
  const { width: columns, height: rows } = Object.fromEntries(lowerCase) as Record<string, unknown>;
  if (isCount(columns) && isCount(rows)) session.resize({ columns, rows });
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) > 0;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function statusOf(end: { exitCode: number } | { failure: string }): object {
  if ("failure" in end) {
    const message = `error executing command in container: ${end.failure}`;
    return { metadata: {}, status: "Failure", message, reason: "InternalError", code: 500 };
  }
  if (end.exitCode === 0) return { metadata: {}, status: "Success" };
  return {
    metadata: {},
    status: "Failure",
    message: `command terminated with non-zero exit code: exit status ${end.exitCode}`,
    reason: "NonZeroExitCode",
    details: { causes: [{ reason: "ExitCode", message: String(end.exitCode) }] },
  };
}
