/** One kind in one place (a namespace, or the cluster), as the API serves it. Refusals are answers, not errors. */
import type { V1ListMeta, V1OwnerReference, V1Status } from "@kubernetes/client-node";
import { eventually } from "./eventually.ts";
import { type Watch, watch } from "./watch.ts";
import type { Answer, Request, Wire } from "./wire.ts";

export interface Metadata {
  name: string;
  generateName?: string;
  namespace?: string;
  uid: string;
  resourceVersion: string;
  generation?: number;
  creationTimestamp: string;
  deletionTimestamp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  ownerReferences?: V1OwnerReference[];
  managedFields?: ManagedFields[];
}

export interface ManagedFields {
  manager: string;
  operation: string;
  apiVersion: string;
  subresource?: string;
  fieldsV1: object;
}

/** As JSON has it: times are texts. */
/** An object whose spec and status are not typed. */
export type Json = KubeObject;

type AnyObject = KubeObject<object, object>;

export interface KubeObject<Spec = Fields, Status = Fields> {
  apiVersion?: string;
  kind?: string;
  metadata: Metadata;
  spec?: Spec;
  status?: Status;
  data?: Record<string, string>;
}

export type Fields = Record<string, unknown>;

/** What a client sends. */
export interface Sent {
  apiVersion?: string;
  kind?: string;
  metadata?: Partial<Metadata>;
  [field: string]: unknown;
}

export interface List<T> {
  metadata: V1ListMeta;
  items: T[];
}

export const PATCH_TYPES = {
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  json: "application/json-patch+json",
  apply: "application/apply-patch+yaml",
} as const;

export interface ApplyOptions {
  manager: string;
  force?: boolean;
  query?: Request["query"];
}

type Query = Request["query"];

export interface Resource<T extends AnyObject = KubeObject> {
  readonly path: string;
  create(object: Sent, query?: Query): Promise<Answer<T>>;
  get(name: string): Promise<Answer<T>>;
  list(query?: Query): Promise<Answer<List<T>>>;
  replace(name: string, object: Sent, query?: Query): Promise<Answer<T>>;
  patch(name: string, type: keyof typeof PATCH_TYPES, patch: unknown, query?: Query): Promise<Answer<T>>;
  apply(object: Sent, options: ApplyOptions): Promise<Answer<T>>;
  /** Without `options` the request has no body. */
  delete(name: string, options?: object): Promise<Answer<T>>;
  deleteMany(query: Query, options?: object): Promise<Answer>;
  watch(query: Query): Promise<Watch<T>>;
  /** Waits for an object that `isDone`. */
  until(name: string, what: string, isDone: (object: T) => boolean): Promise<T>;
  /** Waits until there is no such object. */
  gone(name: string): Promise<"gone">;
}

/** `apiVersion`: "v1" or "apps/v1"; `namespace` left out: cluster-wide. */
export function resource<T extends AnyObject = KubeObject>(
  wire: Wire,
  apiVersion: string,
  plural: string,
  namespace?: string,
): Resource<T> {
  const path = `${rootOf(apiVersion)}${namespace === undefined ? "" : `/namespaces/${namespace}`}/${plural}`;
  const at = (name: string) => `${path}/${encodeURIComponent(name)}`;
  const get = (name: string) => wire.send<T>("GET", at(name));
  return {
    path,
    get,
    create: (body, query) => wire.send("POST", path, { body, query }),
    list: (query) => wire.send("GET", path, { query }),
    replace: (name, body, query) => wire.send("PUT", at(name), { body, query }),
    patch: (name, type, body, query) => wire.send("PATCH", at(name), { body, query, contentType: PATCH_TYPES[type] }),
    apply: (body, { manager, force, query }) =>
      wire.send("PATCH", at(body.metadata?.name ?? ""), {
        body,
        query: { fieldManager: manager, force, ...query },
        contentType: PATCH_TYPES.apply,
      }),
    delete: (name, body) => wire.send("DELETE", at(name), { body }),
    deleteMany: (query, body) => wire.send("DELETE", path, { query, body }),
    watch: (query) => watch(wire, path, query),
    async until(name, what, isDone) {
      const found = await eventually(
        `${plural} "${name}" ${what}`,
        () => get(name),
        ({ status, body }) => status === 200 && isDone(body),
      );
      return found.body;
    },
    async gone(name) {
      await eventually(
        `${plural} "${name}" is gone`,
        () => get(name),
        ({ status }) => status === 404,
      );
      return "gone";
    },
  };
}

export function rootOf(apiVersion: string): string {
  return apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

/** The body of an answer that must be a success. */
export async function ok<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { status, body, text } = await answer;
  if (status < 200 || status > 299) throw new Error(`The API server refused with ${status}: ${text.slice(0, 2000)}`);
  return body;
}

export interface Refusal extends V1Status {
  httpStatus: number;
}

/** What an answer that must be a refusal says. */
export async function refused(answer: Promise<Answer>): Promise<Refusal> {
  const { status, body, text } = await answer;
  if (status < 400) throw new Error(`The API server accepted with ${status}: ${text.slice(0, 2000)}`);
  return { ...(body as V1Status), httpStatus: status };
}
