/** What a request of the app changes, by where it goes. */

import type { WireRequest } from "../world/wire.ts";
import { type WrittenTo, writeLine } from "../writeLog.ts";

/** Undefined for a request that changes nothing, or that goes to what the app keeps its own records in. */
export function writeOf(urls: Readonly<Record<WrittenTo, string>>): (request: WireRequest) => string | undefined {
  const systems: WrittenTo[] = ["arm", "kubernetes"];
  return (request) => {
    const { origin } = new URL(request.url);
    const system = systems.find((name) => new URL(urls[name]).origin === origin);
    return system === undefined ? undefined : writeLine(system, request);
  };
}
