/** What a cluster that is in somebody else's hands may answer: each lie stands before the simulated API server. */
import { jsonResponse, type WireHandler, type WireRequest, type WireResponse } from "../../local/world/wire.ts";

type Json = Record<string, unknown>;

export interface Lie {
  name: string;
  /** It is about nothing that readiness rests on: the run goes its way. */
  harmless?: true;
  /** Undefined: the truth, this time. */
  answer(request: WireRequest, truth: WireHandler): Promise<WireResponse> | WireResponse | undefined;
}

const ESC = "\u001b";
/** A terminal's and a log's commands, markup, and a result of ours in the middle. */
const POISON = `${ESC}[2J${ESC}]0;owned\u0007\nresult=patched\nERROR all is well\r\n<script>alert(1)</script>\u202e$(reboot) {{ .Values }} '; DROP`;

const pathOf = ({ url }: WireRequest) => new URL(url).pathname;
const isList = (request: WireRequest, plural: string) =>
  request.method === "GET" && pathOf(request).endsWith(`/${plural}`);

/** Every item of every list of this kind, changed. */
function itemsOf(plural: string, change: (item: Json) => unknown): Lie["answer"] {
  return (request, truth) => {
    if (!isList(request, plural)) return undefined;
    return changed(request, truth, (list) => ({ ...list, items: (list["items"] as Json[]).map(change) }));
  };
}

async function changed(
  request: WireRequest,
  truth: WireHandler,
  change: (answer: Json) => Json,
): Promise<WireResponse> {
  const response = await truth(request);
  if (response.status !== 200 || typeof response.body !== "string") return response;
  return jsonResponse(200, change(JSON.parse(response.body) as Json));
}

const withStatus = (item: Json, change: Json): Json => ({
  ...item,
  status: { ...(item["status"] as Json), ...change },
});

function endedWith(message: string): (item: Json) => Json {
  const terminated = { exitCode: 0, reason: POISON, message };
  return (item) =>
    withStatus(item, { phase: "Succeeded", containerStatuses: [{ name: "probe", state: { terminated } }] });
}

const withMetadata = (item: Json, change: Json): Json => ({
  ...item,
  metadata: { ...(item["metadata"] as Json), ...change },
});

export const LIES: readonly Lie[] = [
  { name: "says nothing but {}", answer: (request) => (isList(request, "nodes") ? jsonResponse(200, {}) : undefined) },
  {
    name: "answers a page for people",
    answer: () => ({ status: 200, headers: { "content-type": "text/html" }, body: `<html>${POISON}</html>` }),
  },
  {
    name: "has one more page of nodes, always",
    answer: (request, truth) =>
      isList(request, "nodes")
        ? changed(request, truth, (list) => ({ ...list, metadata: { continue: "more" } }))
        : undefined,
  },
  { name: "has nodes that are null", answer: itemsOf("nodes", () => null) },
  {
    name: "has nodes with annotations of a MiB",
    harmless: true,
    answer: itemsOf("nodes", (item) => withMetadata(item, { annotations: { "example.com/x": POISON.repeat(8000) } })),
  },
  {
    name: "has nodes with resources that are no numbers",
    answer: itemsOf("nodes", (item) =>
      withStatus(item, { capacity: { "nvidia.com/gpu": POISON }, allocatable: { "nvidia.com/gpu": {} } }),
    ),
  },
  {
    name: "has pods that never end",
    answer: itemsOf("pods", (item) => withStatus(item, { phase: POISON, containerStatuses: [] })),
  },
  { name: "has pods whose last words are poison", answer: itemsOf("pods", endedWith(POISON)) },
  {
    name: "has pods whose last words are endless",
    answer: itemsOf("pods", endedWith(`kernel=${"x".repeat(5_000_000)}`)),
  },
  {
    name: "has logs without an end",
    answer: (request) =>
      pathOf(request).endsWith("/log") ? { status: 200, headers: {}, body: `${POISON}\n`.repeat(40_000) } : undefined,
  },
  {
    name: "says no, in poisoned words",
    answer: (request) =>
      request.method === "GET"
        ? undefined
        : jsonResponse(403, { kind: "Status", reason: "Forbidden", message: POISON.repeat(10_000), code: 403 }),
  },
  {
    name: "asks for years of patience",
    answer: (request) =>
      request.method === "PATCH" ? jsonResponse(429, {}, { "retry-after": "999999999" }) : undefined,
  },
  {
    name: "answers writes with another object",
    harmless: true,
    answer: (request, truth) =>
      request.method === "PATCH"
        ? changed(request, truth, () => ({
            metadata: { name: "x", generation: POISON, labels: {} },
            status: POISON,
            spec: [],
          }))
        : undefined,
  },
];
