/** Calls of the app's API from the page. A refusal is data: the problem document, or what there is of one. */
import { functionKey } from "./browser.ts";
import { createSignal } from "./signal.ts";

export interface Problem {
  status: number;
  code: string;
  title: string;
  detail: string;
  action: string;
  problems?: FieldProblem[];
  difference?: PlanDifference[];
  planHash?: string;
  id?: string;
}

/** `path`: as in code, `nodePools[0].vmSize`. */
export interface FieldProblem {
  path: string;
  message: string;
}

export interface PlanDifference {
  part: string;
  change: "added" | "removed" | "changed";
  was?: string;
  now?: string;
}

export type Answer<T> =
  | { ok: true; status: number; body: T; etag: string | undefined; retryAfterSeconds: number | undefined }
  | { ok: false; problem: Problem; retryAfterSeconds: number | undefined };

export interface CallOptions {
  method?: "GET" | "POST";
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** Whether the API wants to know who is there. */
export const isLockedOut = createSignal(false);

/** `path`: below /api, or a link that the API gave. Rejects only when it is aborted. */
export async function call<T>(path: string, options: CallOptions = {}): Promise<Answer<T>> {
  try {
    const response = await fetch(urlOf(path), init(options));
    const retryAfterSeconds = seconds(response.headers.get("retry-after"));
    const text = await response.text();
    if (response.ok || response.status === 304) {
      const body = (text === "" ? undefined : JSON.parse(text)) as T;
      const etag = response.headers.get("etag") ?? undefined;
      return { ok: true, status: response.status, body, etag, retryAfterSeconds };
    }
    if (response.status === 401) isLockedOut.set(true);
    return { ok: false, problem: problemOf(response.status, text), retryAfterSeconds };
  } catch (error) {
    if (options.signal?.aborted) throw error;
    return { ok: false, problem: unreachable(error), retryAfterSeconds: undefined };
  }
}

/** Every page of a list, `onPage` with what there is so far. */
export async function callPages<T>(
  path: string,
  itemsOf: (body: Record<string, unknown>) => T[],
  onPage: (items: T[], isLast: boolean) => void,
  signal: AbortSignal,
): Promise<Problem | undefined> {
  const items: T[] = [];
  for (let next: string | undefined = path; next !== undefined; ) {
    const answer: Answer<Record<string, unknown>> = await call(next, { signal });
    if (!answer.ok) return answer.problem;
    items.push(...itemsOf(answer.body));
    next = (answer.body["links"] as { next?: string } | undefined)?.next;
    onPage([...items], next === undefined);
  }
  return undefined;
}

/** A link names the host by which the app knows itself, which need not be the one that the page came from. */
function urlOf(path: string): string {
  if (!/^https?:/.test(path)) return `/api/${path}`;
  const { pathname, search } = new URL(path);
  return `${pathname}${search}`;
}

function init({ method = "GET", body, headers = {}, signal }: CallOptions): RequestInit {
  const key = functionKey.read();
  return {
    method,
    // What the page knows already it asks for by etag.
    cache: "no-store",
    headers: {
      ...(key === undefined ? {} : { "x-functions-key": key }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  };
}

function seconds(header: string | null): number | undefined {
  const value = Number(header ?? Number.NaN);
  return Number.isFinite(value) ? value : undefined;
}

function problemOf(status: number, text: string): Problem {
  const blank = { status, code: `HTTP ${status}`, title: `The API answered ${status}`, detail: "", action: "" };
  try {
    return { ...blank, ...(JSON.parse(text) as Partial<Problem>) };
  } catch {
    return blank;
  }
}

function unreachable(error: unknown): Problem {
  return {
    status: 0,
    code: "Unreachable",
    title: "The API does not answer",
    detail: error instanceof Error ? error.message : "",
    action: "It is asked again in a moment.",
  };
}
