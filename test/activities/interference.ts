/** Requests that fail, or whose answer never arrives: what an activity meets when it, or the network, dies halfway. */
import type { Transport, WireRequest } from "../../src/clients/transport.ts";

export interface Trouble {
  /** "PUT /agentPools/h100": the method, and a part of the path. */
  on: string;
  /**
   * `lostAnswer`: carried out, but nobody hears of it. `lostRequest`: never arrives. A number: this status instead.
   * `after`: somebody else is quicker, and does this first.
   */
  as: "lostAnswer" | "lostRequest" | number | { after: () => void };
  headers?: Record<string, string>;
  body?: string;
}

export interface Interference {
  /** Each is used once. */
  readonly troubles: Trouble[];
  readonly writes: string[];
}

export function interferedBy({ troubles, writes }: Interference, transport: Transport): Transport {
  return async (request) => {
    const index = troubles.findIndex((trouble) => isOn(trouble, request));
    const [trouble] = index < 0 ? [] : troubles.splice(index, 1);
    if (trouble?.as === "lostRequest") throw connectionReset();
    if (typeof trouble?.as === "number") {
      return { status: trouble.as, headers: trouble.headers ?? {}, body: trouble.body ?? "" };
    }
    if (typeof trouble?.as === "object") trouble.as.after();
    if (isWrite(request)) writes.push(`${request.method} ${new URL(request.url).pathname}`);
    const response = await transport(request);
    if (trouble?.as === "lostAnswer") throw connectionReset();
    return response;
  };
}

function isOn({ on }: Trouble, { method, url }: WireRequest): boolean {
  const [wanted = "", path = ""] = on.split(" ");
  return method === wanted && new URL(url).pathname.includes(path);
}

/** Credentials are read, and questions asked, with POST. */
function isWrite({ method, url }: WireRequest): boolean {
  return method !== "GET" && !/listCluster\w+Credential|accessreviews$/.test(url);
}

function connectionReset(): Error {
  return Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });
}
