/** Requests over this process's own network, for an app whose requests must pass through a seam. */
import type { Transport } from "./wire.ts";

/** As fetch has it: an aborted `signal` closes the connection; certificates are checked. */
export const networkTransport: Transport = async ({ method, url, headers, body, signal }) => {
  const response = await fetch(url, {
    method,
    headers,
    ...(body.length === 0 ? {} : { body }),
    ...(signal === undefined ? {} : { signal }),
  });
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: new Uint8Array(await response.arrayBuffer()),
  };
};
