/** GET /api/clusters/…/verifications: the cluster's verdicts over time, newest first, those of its preparations too, in pages. */
import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import { clusterKey } from "../domain/clusterRef.ts";
import { historyOf, NEWEST_FIRST_KEY } from "../domain/records.ts";
import type { HistoryEntry } from "../domain/verdicts.ts";
import { isVerifying } from "../runs/activeRun.ts";
import { clusterUrl, findCluster, runUrl } from "./clusterParams.ts";
import { badCursor, decodeCursor, encodeCursor } from "./cursor.ts";
import type { RouteContext } from "./deps.ts";
import { json } from "./json.ts";
import { pageOf, pageQuery } from "./page.ts";

export async function listVerifications(request: HttpRequest, context: RouteContext): Promise<HttpResponseInit> {
  const after = decodeCursor(request.query.get("cursor"));
  if (after === undefined || (after !== "" && !NEWEST_FIRST_KEY.test(after))) return badCursor();
  const found = await findCluster(request, context);
  if (!found.ok) return found.answer;
  const { cluster } = found.row;
  const partition = historyOf(clusterKey(cluster));
  const { values, last } = pageOf(await context.tables.verifications.list<HistoryEntry>(partition, pageQuery(after)));
  const self = `${clusterUrl(request, cluster)}/verifications`;
  return json(200, {
    verifications: await Promise.all(values.map((entry) => itemOf(request, context, entry))),
    links: last === undefined ? {} : { next: `${self}?cursor=${encodeCursor(last)}` },
  });
}

async function itemOf(request: HttpRequest, context: RouteContext, entry: HistoryEntry) {
  const { ended, cluster, ...item } = entry;
  const status = ended === undefined ? await statusOf(context, entry.id) : "finished";
  return {
    ...item,
    status,
    ...(ended ?? { findings: [], drift: [] }),
    links: { self: runUrl(request, cluster, entry) },
  };
}

/** A preparation is in the history when it has ended: what has not is a verification. */
async function statusOf(context: RouteContext, id: string): Promise<"running" | "failed"> {
  return (await isVerifying(context, id)) ? "running" : "failed";
}
