/** KubernetesPort on one connection. Every method ends in a value or a ClientFault. */
import { type KubernetesObject, type ObjectRef, refOf } from "../domain/kubernetesObject.ts";
import type { KubernetesRight } from "../domain/kubernetesRights.ts";
import { answeredObject, recordOf } from "./answeredObject.ts";
import { ClientFault } from "./errors.ts";
import type { JsonObjectApi } from "./jsonObjectApi.ts";
import { kubernetesFault, type RefusedRequest, refusedRequest } from "./kubernetesFaults.ts";
import { listAllPages } from "./kubernetesPages.ts";
import type { KubernetesPort } from "./ports.ts";

const FIELD_MANAGER = "lamplighter";

export interface KubernetesClientOptions {
  api: JsonObjectApi;
  /** Where the API server is said to be; for messages. */
  server: string;
  onFault(fault: ClientFault): void;
}

export function createKubernetesClient({ api, server, onFault }: KubernetesClientOptions): KubernetesPort {
  /** `expected`: what a refusal means that is no failure; undefined when it is one. */
  async function attempt<T>(
    operation: string,
    call: () => Promise<T>,
    expected: (refused: RefusedRequest) => { value: T } | undefined = () => undefined,
  ): Promise<T> {
    try {
      return await call();
    } catch (error) {
      const refused = refusedRequest(error);
      const outcome = refused && expected(refused);
      if (outcome !== undefined) return outcome.value;
      const fault = kubernetesFault(error, operation, server);
      onFault(fault);
      throw fault;
    }
  }

  return {
    read: (ref) => attempt(`GET ${nameOf(ref)}`, () => read(api, ref), ifMissing(undefined)),
    list: (query) =>
      attempt<KubernetesObject[]>(
        `LIST ${query.kind}`,
        async () => {
          const path = await api.locate(query);
          return path === undefined ? [] : listAllPages(api, path, query);
        },
        ifMissing([]),
      ),
    apply: (object) =>
      attempt<KubernetesObject | "kindMissing">(
        `APPLY ${nameOf(refOf(object))}`,
        () => apply(api, object),
        (refused) => (isKindGone(refused) ? { value: "kindMissing" } : undefined),
      ),
    create: (object) =>
      attempt<"created" | "exists">(
        `CREATE ${nameOf(refOf(object))}`,
        () => create(api, object),
        ({ body }) => (body.reason === "AlreadyExists" ? { value: "exists" } : undefined),
      ),
    mergePatch: (ref, patch) =>
      attempt(`PATCH ${nameOf(ref)}`, () => mergePatch(api, ref, patch), ifMissing(undefined)),
    remove: (ref) => attempt<boolean>(`DELETE ${nameOf(ref)}`, () => remove(api, ref), ifMissing(false)),
    mayI: (right) => attempt(`REVIEW ${right.verb} ${right.resource}`, () => mayI(api, right)),
    readPodLog: (namespace, pod) =>
      attempt<string | undefined>(
        `LOG Pod ${namespace}/${pod}`,
        () => api.readLog(namespace, pod),
        (refused) => (refused.status === 404 || isNotStarted(refused) ? { value: undefined } : undefined),
      ),
  };
}

async function read(api: JsonObjectApi, ref: ObjectRef): Promise<KubernetesObject | undefined> {
  const path = await api.locate(ref);
  return path === undefined ? undefined : answeredObject(await api.send("GET", path));
}

async function apply(api: JsonObjectApi, object: KubernetesObject): Promise<KubernetesObject | "kindMissing"> {
  const path = await api.locate(refOf(object));
  if (path === undefined) return "kindMissing";
  const applied = await api.send("PATCH", path, {
    query: { fieldManager: FIELD_MANAGER, force: "true" },
    body: object,
    contentType: "application/apply-patch+yaml",
  });
  return answeredObject(applied);
}

async function create(api: JsonObjectApi, object: KubernetesObject): Promise<"created"> {
  const { name: _inTheBody, ...collection } = refOf(object);
  const path = await api.locate(collection);
  if (path === undefined) {
    const operation = `CREATE ${nameOf(refOf(object))}`;
    throw new ClientFault(`${operation} failed: the cluster does not serve ${object.apiVersion} ${object.kind} yet`, {
      code: "CrdNotEstablished",
      retry: "soon",
      operation,
    });
  }
  await api.send("POST", path, { query: { fieldManager: FIELD_MANAGER }, body: object });
  return "created";
}

async function mergePatch(api: JsonObjectApi, ref: ObjectRef, patch: Record<string, unknown>) {
  const path = await api.locate(ref);
  if (path === undefined) return undefined;
  const patched = await api.send("PATCH", path, {
    query: { fieldManager: FIELD_MANAGER },
    body: patch,
    contentType: "application/merge-patch+json",
  });
  return answeredObject(patched);
}

async function remove(api: JsonObjectApi, ref: ObjectRef): Promise<boolean> {
  const path = await api.locate(ref);
  if (path === undefined) return false;
  await api.send("DELETE", path, { query: { propagationPolicy: "Background" } });
  return true;
}

async function mayI(api: JsonObjectApi, { resource: path, ...attributes }: KubernetesRight): Promise<boolean> {
  const [resource, subresource] = path.split("/");
  const answer = await api.send("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", {
    body: {
      apiVersion: "authorization.k8s.io/v1",
      kind: "SelfSubjectAccessReview",
      spec: { resourceAttributes: { ...attributes, resource, ...(subresource === undefined ? {} : { subresource }) } },
    },
  });
  return recordOf(recordOf(answer)?.["status"])?.["allowed"] === true;
}

function ifMissing<T>(value: T): (refused: RefusedRequest) => { value: T } | undefined {
  return ({ status }) => (status === 404 ? { value } : undefined);
}

/** An apply creates what is not there, so a 404 speaks of the namespace or of a kind that was removed since discovery. */
function isKindGone({ status, body }: RefusedRequest): boolean {
  return status === 404 && body.details?.kind !== "namespaces";
}

/** The API server answers 400 BadRequest and says this in words only. */
function isNotStarted({ status, body }: RefusedRequest): boolean {
  return status === 400 && /is waiting to start|does not have a host assigned/.test(body.message ?? "");
}

function nameOf({ kind, namespace, name }: ObjectRef): string {
  return namespace === undefined ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}
