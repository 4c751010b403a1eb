/** Requests to the API server as they are: the client's authentication, our own bytes, and the whole answer as data. */
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import https from "node:https";
import { text as readText } from "node:stream/consumers";
import { KubeConfig } from "@kubernetes/client-node";

export interface Request {
  query?: Record<string, string | number | boolean | undefined> | undefined;
  /** An object is sent as JSON, a text as it is. */
  body?: unknown;
  contentType?: string;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

export interface Answer<T = unknown> {
  status: number;
  headers: IncomingHttpHeaders;
  body: T;
  text: string;
}

export interface Wire {
  readonly config: KubeConfig;
  send<T = unknown>(method: string, path: string, request?: Request): Promise<Answer<T>>;
  /** The answer as it arrives. */
  open(method: string, path: string, request?: Request): Promise<IncomingMessage>;
}

export interface Caller {
  /** Instead of the kubeconfig's own credentials. */
  token?: string;
  /** With every request. */
  headers?: Record<string, string>;
}

export function connect(kubeconfig: string, { token, headers = {} }: Caller = {}): Wire {
  const config = new KubeConfig();
  config.loadFromString(kubeconfig);
  if (token !== undefined) useToken(config, token);
  const agent = new https.Agent({ keepAlive: true });

  async function open(method: string, path: string, request: Request = {}): Promise<IncomingMessage> {
    const { body } = request;
    const payload = body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body);
    const options: https.RequestOptions = {
      method,
      headers: {
        accept: "application/json",
        ...(payload === undefined ? {} : bodyHeaders(payload, request.contentType)),
        ...headers,
        ...request.headers,
      },
      ...(request.signal === undefined ? {} : { signal: request.signal }),
    };
    await config.applyToHTTPSOptions(options);
    const url = urlOf(config, path, request.query);
    return new Promise((resolve, reject) => {
      const outgoing = https.request(url, { ...options, agent }, resolve);
      outgoing.once("error", reject);
      outgoing.end(payload);
    });
  }

  return {
    config,
    open,
    async send<T>(method: string, path: string, request?: Request) {
      const incoming = await open(method, path, request);
      const text = await readText(incoming);
      const isJson = (incoming.headers["content-type"] ?? "").includes("json");
      const body = (isJson ? JSON.parse(text) : text) as T;
      return { status: incoming.statusCode ?? 0, headers: incoming.headers, body, text };
    },
  };
}

/** The length too: Node sends the body of a DELETE without any frame. */
function bodyHeaders(payload: string, contentType = "application/json"): Record<string, string> {
  return { "content-type": contentType, "content-length": String(Buffer.byteLength(payload)) };
}

function useToken(config: KubeConfig, token: string): void {
  const cluster = config.getCurrentCluster();
  if (cluster === null) throw new Error("The kubeconfig's current context names no cluster");
  config.loadFromClusterAndUser(cluster, { name: "token", token });
}

function urlOf(config: KubeConfig, path: string, query: Request["query"] = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.append(name, String(value));
  const server = config.getCurrentCluster()?.server.replace(/\/$/, "") ?? "";
  return `${server}${path}${search.size === 0 ? "" : `?${search.toString()}`}`;
}
