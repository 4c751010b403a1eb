/**
 * Binding two: requests reach the simulators as function calls. Each request holds a virtual clock until its answer
 * is complete; a streamed answer (a watch) holds it only until its headers are out.
 */

import type { Clock } from "./clock.ts";
import type { Transport, WireHandler } from "./wire.ts";

/** `hosts` maps the host part of a URL ("management.azure.com", "127.0.0.1:6443") to the simulator behind it. */
export function createInProcessTransport(hosts: ReadonlyMap<string, WireHandler>, clock: Clock): Transport {
  return async (request) => {
    const host = new URL(request.url).host;
    const handler = hosts.get(host);
    if (handler === undefined) {
      throw new Error(`No simulator listens on ${host}; known: ${[...hosts.keys()].join(", ")}`);
    }
    const release = clock.hold();
    try {
      request.signal?.throwIfAborted();
      return await handler(request);
    } finally {
      release();
    }
  };
}
