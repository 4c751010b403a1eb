/**
 * client-node's discovery, authentication and HTTP for any kind of object, in plain JSON: its typed models turn times
 * into Date objects and drop every field that they do not know, in both directions.
 */
import {
  type Configuration,
  CoreV1Api,
  HttpMethod,
  type KubernetesObject,
  KubernetesObjectApi,
  type ResponseContext,
  type V1APIResource,
} from "@kubernetes/client-node";
import { refusedRequest } from "./kubernetesFaults.ts";
import { NetworkFailure } from "./networkFailure.ts";

export interface ObjectAddress {
  apiVersion: string;
  kind: string;
  namespace?: string | undefined;
  /** Left out: the collection. */
  name?: string | undefined;
}

export interface JsonRequest {
  query?: Record<string, string | number | undefined>;
  body?: unknown;
  contentType?: string;
}

/** Configurations are a few KB, logs of installers some hundreds. */
const MOST_LOG_BYTES = 4 * 1024 * 1024;

export type Verb = "GET" | "POST" | "PATCH" | "DELETE";

export class JsonObjectApi extends KubernetesObjectApi {
  readonly #logs: CoreV1Api;
  readonly #lengths = new WeakMap<object, number>();
  readonly #lookups = new Map<string, Promise<V1APIResource | undefined>>();

  constructor(configuration: Configuration) {
    super(configuration);
    this.#logs = new CoreV1Api(configuration);
  }

  /** Undefined: the API server does not serve this kind (yet). Asked again each time until it does. */
  async locate({ apiVersion, kind, namespace, name }: ObjectAddress): Promise<string | undefined> {
    const resource = await this.#lookUp(apiVersion, kind);
    if (resource === undefined) return undefined;
    const parts = [this.apiVersionPath(apiVersion)];
    if (resource.namespaced && namespace !== undefined) parts.push("namespaces", encodeURIComponent(namespace));
    parts.push(resource.name);
    if (name !== undefined) parts.push(encodeURIComponent(name));
    return parts.join("/");
  }

  async send(verb: Verb, path: string, { query = {}, body, contentType }: JsonRequest = {}): Promise<unknown> {
    const request = this.configuration.baseServer.makeRequestContext(path, HttpMethod[verb]);
    request.setHeaderParam("Accept", "application/json");
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) request.setQueryParam(name, String(value));
    }
    if (body !== undefined) {
      request.setHeaderParam("Content-Type", contentType ?? "application/json");
      request.setBody(JSON.stringify(body));
    }
    return this.requestPromise(request);
  }

  /** How long the text of an answer of `send` was. */
  lengthOf(answer: unknown): number {
    return typeof answer === "object" && answer !== null ? (this.#lengths.get(answer) ?? 0) : 0;
  }

  /** Of a log that is longer, its beginning. */
  readLog(namespace: string, pod: string): Promise<string> {
    return this.#logs.readNamespacedPodLog({ namespace, name: pod, limitBytes: MOST_LOG_BYTES });
  }

  protected override async processResponse<T extends KubernetesObject>(
    response: ResponseContext,
    type?: string,
  ): Promise<T> {
    const { httpStatusCode: status, body } = response;
    if (status < 200 || status > 299) return super.processResponse<T>(response, type);
    const text = await body.text();
    const answer = parseAnswer(text);
    if (typeof answer === "object" && answer !== null) this.#lengths.set(answer, text.length);
    return answer as T;
  }

  /** Calls that start together share one discovery request. */
  #lookUp(apiVersion: string, kind: string): Promise<V1APIResource | undefined> {
    const key = `${apiVersion} ${kind}`;
    const running = this.#lookups.get(key);
    if (running !== undefined) return running;
    const lookup = this.#discover(apiVersion, kind).finally(() => this.#lookups.delete(key));
    this.#lookups.set(key, lookup);
    return lookup;
  }

  async #discover(apiVersion: string, kind: string): Promise<V1APIResource | undefined> {
    try {
      return await this.resource(apiVersion, kind);
    } catch (error) {
      if (refusedRequest(error)?.status === 404) return undefined;
      throw error;
    }
  }
}

/** The parser's own message would quote the answer, which may be a Secret. */
function parseAnswer(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new NetworkFailure(new Error("its answer is not JSON"));
  }
}
