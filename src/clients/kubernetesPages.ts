/**
 * All pages of a list. A continue token lives for a few minutes: when it has expired (410), the list starts again. A list
 * without an end is no answer: what it may cost is bounded.
 */
import type { KubernetesObject } from "../domain/kubernetesObject.ts";
import { answeredObject, recordOf } from "./answeredObject.ts";
import type { JsonObjectApi } from "./jsonObjectApi.ts";
import { refusedRequest } from "./kubernetesFaults.ts";
import type { ObjectQuery } from "./ports.ts";

const PAGE_SIZE = 500;
/** Each may have a MiB. */
const SECRETS_PER_PAGE = 50;
const MOST_PAGES = 400;
const MOST_LENGTH = 128 * 1024 * 1024;
const MOST_RESTARTS = 3;

interface ListPage {
  next?: string;
  items: KubernetesObject[];
  length: number;
}

export async function listAllPages(
  api: JsonObjectApi,
  path: string,
  query: ObjectQuery,
  restarts = 0,
): Promise<KubernetesObject[]> {
  const found: KubernetesObject[] = [];
  let next: string | undefined;
  let length = 0;
  for (let pages = 1; ; pages++) {
    try {
      const page = await readPage(api, path, query, next);
      for (const item of page.items) found.push(item);
      length += page.length;
      next = page.next;
    } catch (error) {
      const expired = next !== undefined && refusedRequest(error)?.status === 410;
      if (expired && restarts < MOST_RESTARTS) return listAllPages(api, path, query, restarts + 1);
      throw error;
    }
    if (next === undefined) return found;
    if (pages === MOST_PAGES || length > MOST_LENGTH) {
      throw new Error(`the list has no end: ${found.length} objects on ${pages} pages, and more to come`);
    }
  }
}

async function readPage(
  api: JsonObjectApi,
  path: string,
  { apiVersion, kind, labelSelector, fieldSelector }: ObjectQuery,
  next: string | undefined,
): Promise<ListPage> {
  const limit = kind === "Secret" ? SECRETS_PER_PAGE : PAGE_SIZE;
  const answer = await api.send("GET", path, { query: { limit, continue: next, labelSelector, fieldSelector } });
  const { metadata, items } = recordOf(answer) ?? {};
  if (!Array.isArray(items)) throw new Error("the answer has another shape than a list");
  const { continue: more } = recordOf(metadata) ?? {};
  return {
    // The items of a built-in kind's list come without their kind.
    items: items.map((item: unknown) => ({ ...answeredObject(item), apiVersion, kind })),
    length: api.lengthOf(answer),
    ...(typeof more === "string" && more !== "" ? { next: more } : {}),
  };
}
