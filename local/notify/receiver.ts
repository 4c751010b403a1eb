/** A receiver of notifications that answers as a scenario says, path by path, and remembers what it was sent. */
import type { ReceiverAnswer } from "../scenarios/receiverAnswers.ts";
import type { Clock } from "../world/clock.ts";
import { noAnswer } from "../world/noAnswer.ts";
import { bodyText, emptyResponse, type WireHandler, type WireRequest, type WireResponse } from "../world/wire.ts";

/** Where it is in a scenario's request; on the network it has another address (`atReceiver`). */
export const RECEIVER_URL = "https://receiver.simulated";

export interface ReceivedMessage {
  path: string;
  headers: Readonly<Record<string, string>>;
  body: string;
  /** Simulated, in milliseconds. */
  at: number;
  answer: ReceiverAnswer["status"];
}

export interface Receiver {
  handle: WireHandler;
  /** In the order in which they came. */
  received: readonly ReceivedMessage[];
}

const OK: ReceiverAnswer = { status: 200 };

/** `answers`: the first ones at each path; every later one is 200. */
export function createReceiver(answers: Readonly<Record<string, readonly ReceiverAnswer[]>>, clock: Clock): Receiver {
  const received: ReceivedMessage[] = [];
  return {
    received,
    handle(request) {
      const path = new URL(request.url).pathname;
      const before = received.filter((message) => message.path === path).length;
      const answer = answers[path]?.[before] ?? OK;
      const { headers } = request;
      received.push({ path, headers, body: bodyText(request), at: clock.now(), answer: answer.status });
      return respond(answer, request);
    },
  };
}

function respond({ status, retryAfterSeconds, location }: ReceiverAnswer, { signal }: WireRequest) {
  if (status === "noAnswer") throw noAnswer();
  if (status === "hang") return untilGone(signal);
  return emptyResponse(status, {
    ...(retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) }),
    ...(location === undefined ? {} : { location }),
  });
}

function untilGone(signal: AbortSignal | undefined): Promise<WireResponse> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener("abort", () => reject(noAnswer()));
  });
}

/** For each path: "started 500" for an event and its answer, the answer alone for another kind of message. */
export function receivedLines(received: readonly ReceivedMessage[]): Record<string, string[]> {
  const lines: Record<string, string[]> = {};
  for (const { path, body, answer } of received) (lines[path] ??= []).push(`${eventOf(body)}${answer}`);
  return lines;
}

function eventOf(body: string): string {
  const { data } = JSON.parse(body) as { data?: { event?: string } };
  return data?.event === undefined ? "" : `${data.event} `;
}
