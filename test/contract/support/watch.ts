/** A watch as the wire has it: one JSON document a line. */
import type { IncomingMessage } from "node:http";
import { createInterface } from "node:readline";
import type { Request, Wire } from "./wire.ts";

export interface WatchEvent<T> {
  type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR";
  object: T;
}

export interface Watch<T> {
  readonly status: number;
  /** The next event; undefined once the server has ended the watch. */
  next(): Promise<WatchEvent<T> | undefined>;
  /** Every event up to and with the first for which `isLast` holds. */
  collect(isLast: (event: WatchEvent<T>) => boolean): Promise<WatchEvent<T>[]>;
  close(): void;
}

const LONGEST_WATCH_SECONDS = 120;

export async function watch<T>(wire: Wire, path: string, query: Request["query"]): Promise<Watch<T>> {
  const incoming = await wire.open("GET", path, {
    query: { timeoutSeconds: LONGEST_WATCH_SECONDS, ...query, watch: true },
  });
  const lines = linesOf(incoming);

  async function next(): Promise<WatchEvent<T> | undefined> {
    const line = await lines.next();
    return line.done === true ? undefined : (JSON.parse(line.value) as WatchEvent<T>);
  }

  return {
    status: incoming.statusCode ?? 0,
    next,
    async collect(isLast) {
      const events: WatchEvent<T>[] = [];
      for (;;) {
        const event = await next();
        if (event === undefined) throw new Error(`The watch ended after ${JSON.stringify(events)}`);
        events.push(event);
        if (isLast(event)) return events;
      }
    },
    close: () => void incoming.destroy(),
  };
}

/** A connection that we close ourselves ends the stream like one that the server closes. */
async function* linesOf(incoming: IncomingMessage): AsyncGenerator<string> {
  incoming.on("error", () => {});
  for await (const line of createInterface({ input: incoming })) if (line !== "") yield line;
}
