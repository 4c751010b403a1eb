/** A preparation over the HTTP API, from the request to the whole record, as any client would follow it. */
import type { Finding } from "../../../src/domain/findings.ts";
import type { NodeRecord, VerificationRecord } from "../../../src/domain/record.ts";
import type { RunningWorld } from "../../runningWorld.ts";
import type { FinishedView, PreparationView, RunningView } from "./preparationView.ts";

/** What a refusal holds (RFC 9457), as far as a person needs it. */
export interface RefusalBody {
  title: string;
  detail: string;
  action?: string;
  /** What stood in the way, of a start that nothing was wrong with in itself. */
  findings?: Finding[];
  problems?: { path: string; message: string }[];
}

export type Ending =
  | { kind: "recorded"; record: VerificationRecord }
  | { kind: "refused"; status: number; problem: RefusalBody }
  /** The run ended without a record. */
  | { kind: "failed"; view: RunningView };

export interface FollowOptions {
  request: unknown;
  onView(view: PreparationView): void;
  /** Resolves when it is time to ask again. Rejects to give up. */
  pause(): Promise<void>;
}

type Api = Pick<RunningWorld, "api">;

/** Rejects when the API answers what it should not, or when `pause` does. */
export async function followPreparation(world: Api, { request, onView, pause }: FollowOptions): Promise<Ending> {
  const started = await world.api("POST", "/api/preparations", request);
  if (started.status !== 202) return refusal(started);
  const { id } = started.body as { id: string };
  for (;;) {
    const view = await read<PreparationView>(world, `/api/preparations/${id}`);
    onView(view);
    if (view.status === "finished") return { kind: "recorded", record: await wholeRecord(world, view) };
    if (view.status === "failed") return { kind: "failed", view };
    await pause();
  }
}

function refusal({ status, body }: Awaited<ReturnType<RunningWorld["api"]>>): Ending {
  if (status >= 500 || typeof body !== "object" || body === null) {
    throw new Error(`POST /api/preparations answered ${status}: ${excerpt(body)}`);
  }
  return { kind: "refused", status, problem: body as RefusalBody };
}

/** As in design.md: the summary with its nodes, and nothing of the view around it. */
async function wholeRecord(world: Api, view: FinishedView): Promise<VerificationRecord> {
  const { status: _status, phase: _phase, links, ...summary } = view;
  const { nodesInTrouble: _trouble, ...record } = summary as typeof summary & { nodesInTrouble?: unknown };
  return { ...record, nodes: await readNodes(world, links.nodes) };
}

interface NodesPage {
  nodes: NodeRecord[];
  links: { next?: string };
}

async function readNodes(world: Api, firstPage: string): Promise<NodeRecord[]> {
  const nodes: NodeRecord[] = [];
  for (let next: string | undefined = firstPage; next !== undefined; ) {
    const page: NodesPage = await read<NodesPage>(world, pathOf(next));
    nodes.push(...page.nodes);
    next = page.links.next;
  }
  return nodes;
}

/** The API's links are absolute, with the host it was asked on. */
function pathOf(link: string): string {
  const { pathname, search } = new URL(link);
  return `${pathname}${search}`;
}

async function read<T>(world: Api, path: string): Promise<T> {
  const { status, body } = await world.api("GET", path);
  if (status !== 200) throw new Error(`GET ${path} answered ${status}: ${excerpt(body)}`);
  return body as T;
}

function excerpt(body: unknown): string {
  return (typeof body === "string" ? body : JSON.stringify(body)).slice(0, 500);
}
