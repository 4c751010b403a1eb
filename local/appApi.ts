/** The app's HTTP API, as a person's program calls it: over the network, or inside this process. */
import type { Host } from "./host/host.ts";

export interface ApiAnswer {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** Parsed, when it is JSON; else the text. */
  body: unknown;
}

/** `path` begins with /api, or is an absolute URL that the API gave. */
export type Api = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<ApiAnswer>;

/** Every call says who calls. */
export function withCredentials(api: Api, credentials: Readonly<Record<string, string>>): Api {
  return (method, path, body, headers) => api(method, path, body, { ...credentials, ...headers });
}

export function networkApi(host: Pick<Host, "url">): Api {
  return async (method, path, body, headers) => {
    const response = await fetch(new URL(path, host.url), {
      method,
      headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: parsed(await response.text()),
    };
  };
}

export function inProcessApi(host: Pick<Host, "request">): Api {
  return async (method, path, body, headers = {}) => {
    const sent =
      body === undefined ? { headers } : { body, headers: { "content-type": "application/json", ...headers } };
    const response = await host.request({ method, url: path, ...sent });
    return { status: response.status, headers: response.headers, body: parsed(response.text) };
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
