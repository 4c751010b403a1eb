/** GET /api/clusters: every cluster that was ever asked for, with its last verdict, in pages. */
import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import { CLUSTERS, type ClusterRow } from "../domain/records.ts";
import { CLUSTER_VERDICTS } from "../domain/verdicts.ts";
import { clusterItem } from "./clusterItem.ts";
import { badCursor, decodeCursor, encodeCursor } from "./cursor.ts";
import type { RouteContext } from "./deps.ts";
import { absoluteUrl, json } from "./json.ts";
import { pageOf, pageQuery } from "./page.ts";
import { invalidRequest } from "./readRequest.ts";

/** With a filter a page may be shorter, or empty, and not be the last. */
export async function listClusters(request: HttpRequest, context: RouteContext): Promise<HttpResponseInit> {
  const after = decodeCursor(request.query.get("cursor"));
  if (after === undefined || (after !== "" && !CLUSTER_ROW.test(after))) return badCursor();
  const wanted = request.query.get("verdict");
  if (wanted !== null && !CLUSTER_VERDICTS.some((verdict) => verdict === wanted)) {
    return invalidRequest([{ path: "verdict", message: `expected ${CLUSTER_VERDICTS.join(", ")}` }]);
  }
  const { values, last } = pageOf(await context.tables.clusters.list<ClusterRow>(CLUSTERS, pageQuery(after)));
  const shown = values.filter((row) => wanted === null || row.last?.verdict === wanted);
  return json(200, {
    clusters: await Promise.all(shown.map((row) => clusterItem(request, context, row))),
    links: last === undefined ? {} : { next: nextPage(request, wanted, last) },
  });
}

/** The hash of a cluster's key. */
const CLUSTER_ROW = /^[0-9a-f]{64}$/;

function nextPage(request: HttpRequest, verdict: string | null, last: string): string {
  const query = new URLSearchParams({ ...(verdict === null ? {} : { verdict }), cursor: encodeCursor(last) });
  return absoluteUrl(request, `/api/clusters?${query.toString()}`);
}
