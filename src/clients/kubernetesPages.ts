/** All pages of a list. A continue token lives for a few minutes: when it has expired (410), the list starts again. */
import type { KubernetesObject } from "../domain/kubernetesObject.ts";
import type { JsonObjectApi } from "./jsonObjectApi.ts";
import { refusedRequest } from "./kubernetesFaults.ts";
import type { ObjectQuery } from "./ports.ts";

const PAGE_SIZE = 500;
const MOST_RESTARTS = 3;

interface ListPage {
  metadata?: { continue?: string };
  items: KubernetesObject[];
}

export async function listAllPages(
  api: JsonObjectApi,
  path: string,
  query: ObjectQuery,
  restarts = 0,
): Promise<KubernetesObject[]> {
  const found: KubernetesObject[] = [];
  let next: string | undefined;
  do {
    try {
      const page = await readPage(api, path, query, next);
      // The items of a built-in kind's list come without their kind.
      for (const item of page.items) found.push({ ...item, apiVersion: query.apiVersion, kind: query.kind });
      next = page.metadata?.continue || undefined;
    } catch (error) {
      const expired = next !== undefined && refusedRequest(error)?.status === 410;
      if (expired && restarts < MOST_RESTARTS) return listAllPages(api, path, query, restarts + 1);
      throw error;
    }
  } while (next !== undefined);
  return found;
}

function readPage(api: JsonObjectApi, path: string, query: ObjectQuery, next: string | undefined): Promise<ListPage> {
  const { labelSelector, fieldSelector } = query;
  return api.send("GET", path, {
    query: { limit: PAGE_SIZE, continue: next, labelSelector, fieldSelector },
  }) as Promise<ListPage>;
}
