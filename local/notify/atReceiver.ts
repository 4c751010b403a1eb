/** A scenario's request, with the receiver where this world has it. */
import type { Scenario } from "../scenarios/scenario.ts";
import { RECEIVER_URL } from "./receiver.ts";

export function atReceiver<R extends Scenario["request"]>(request: R, { urls }: { urls: { receiver: string } }): R {
  const { notify } = request as { notify?: unknown };
  if (!Array.isArray(notify)) return request;
  const text = JSON.stringify(notify).replaceAll(RECEIVER_URL, urls.receiver);
  return { ...request, notify: JSON.parse(text) as unknown };
}
