/** GET /api/preparations: newest first, of one cluster or all, in pages; a run that goes on is one of them. */
import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import { type ClusterRef, clusterKey, clusterRefSchema } from "../domain/clusterRef.ts";
import type { RunOrigin, Verdict } from "../domain/record.ts";
import {
  asked,
  NEWEST_FIRST_KEY,
  newestPreparations,
  type PreparationIndexRow,
  type PreparationRow,
  preparationRowKey,
} from "../domain/records.ts";
import { runStateOf } from "../runs/runState.ts";
import { badCursor, decodeCursor, encodeCursor } from "./cursor.ts";
import type { RouteContext } from "./deps.ts";
import { absoluteUrl, json } from "./json.ts";
import { preparationLinks } from "./preparationLinks.ts";
import { problem } from "./problem.ts";

/** How many rows are looked at for one answer; with a filter a page may be shorter, or empty, and not be the last. */
const ROWS_PER_PAGE = 50;

const STATUSES = ["running", "finished", "failed"] as const;
const VERDICTS = ["ready", "notReady", "blocked", "cancelled"] as const satisfies readonly Verdict[];

/** What the list can be filtered by. */
export const LIST_FILTERS = [...STATUSES, ...VERDICTS] as const;

type Status = (typeof STATUSES)[number];

interface PreparationItem extends RunOrigin {
  id: string;
  cluster: ClusterRef;
  status: Status;
  verdict?: Verdict;
  acceptedAt: string;
  finishedAt?: string;
}

export async function listPreparations(request: HttpRequest, context: RouteContext): Promise<HttpResponseInit> {
  const { query } = request;
  const after = decodeCursor(query.get("cursor"));
  if (after === undefined || (after !== "" && !NEWEST_FIRST_KEY.test(after))) return badCursor();
  const partition = partitionOf(query.get("cluster"));
  const wanted = query.get("status");
  if (partition === undefined) return invalidFilter("cluster", "<subscription id>/<resource group>/<name>");
  if (wanted !== null && !isFilter(wanted)) return invalidFilter("status", LIST_FILTERS.join(", "));
  // One more than is shown tells whether there is a next page.
  const limit = ROWS_PER_PAGE + 1;
  const found = await context.tables.preparations.list<PreparationIndexRow>(partition, {
    limit,
    ...(after === "" ? {} : { after }),
  });
  const page = found.slice(0, ROWS_PER_PAGE);
  const items = (await Promise.all(page.map(({ value }) => readItem(context, value.id)))).flatMap((item) => item ?? []);
  const last = page.at(-1)?.row;
  const next = found.length === page.length || last === undefined ? {} : { next: nextPage(request, last) };
  return json(200, {
    preparations: items
      .filter(({ status, verdict }) => wanted === null || status === wanted || verdict === wanted)
      .map((item) => ({ ...item, links: preparationLinks(request, item.id) })),
    links: next,
  });
}

function isFilter(wanted: string): boolean {
  return LIST_FILTERS.some((known) => known === wanted);
}

/** Undefined: no cluster can have that name. */
function partitionOf(cluster: string | null): string | undefined {
  if (cluster === null) return newestPreparations();
  const [subscriptionId, resourceGroup, name, ...more] = cluster.split("/");
  const parsed = clusterRefSchema.safeParse({ subscriptionId, resourceGroup, name });
  return parsed.success && more.length === 0 ? newestPreparations(clusterKey(parsed.data)) : undefined;
}

/** Undefined: it was refused at last, and is being forgotten. */
async function readItem(context: RouteContext, id: string): Promise<PreparationItem | undefined> {
  const key = preparationRowKey(id);
  const stored = await context.tables.preparations.read<PreparationRow>(key.partition, key.row);
  if (stored === undefined) return undefined;
  const { cluster, acceptedAt, record } = stored.value;
  return {
    ...{ id, cluster, acceptedAt },
    ...asked(stored.value),
    ...(record === undefined
      ? { status: await statusOf(context, stored.value) }
      : { status: "finished", verdict: record.verdict, finishedAt: record.finishedAt }),
  };
}

async function statusOf({ runs, now }: RouteContext, row: PreparationRow): Promise<Status> {
  return runStateOf(row, await runs.read(row.instanceId), now()) === "gone" ? "failed" : "running";
}

function nextPage(request: HttpRequest, last: string): string {
  const url = new URL(absoluteUrl(request, "/api/preparations"));
  for (const name of ["cluster", "status"]) {
    const value = request.query.get(name);
    if (value !== null) url.searchParams.set(name, value);
  }
  url.searchParams.set("cursor", encodeCursor(last));
  return url.href;
}

function invalidFilter(path: string, expected: string): HttpResponseInit {
  return problem({
    status: 400,
    code: "InvalidRequest",
    title: "The list cannot be filtered so",
    detail: `${path}: expected ${expected}`,
    action: "Correct the filter that is named, or leave it out.",
    more: { problems: [{ path, message: `expected ${expected}` }] },
  });
}
