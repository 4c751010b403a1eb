/** GET pods/log: what a container has printed so far, or as it prints. */
import type { WireResponse } from "../../../world/wire.ts";
import type { KubeObject, LogPiece } from "../../cluster.ts";
import { isPodFinished } from "../../store/objectParts.ts";
import type { ApiContext, ApiRequest, ObjectTarget } from "../apiContext.ts";
import { currentObject } from "../operations/saveObject.ts";
import { createWakeUp } from "../operations/wakeUp.ts";
import { badRequest } from "../statusError.ts";
import { containerOf } from "./containerOf.ts";

const TEXT = { "content-type": "text/plain" };

export function readPodLog(context: ApiContext, request: ApiRequest, target: ObjectTarget): WireResponse {
  const pod = currentObject(context, target);
  const { query } = request;
  const container = containerOf(pod, query.get("container") ?? "");
  const isFollowed = query.get("follow") === "true" && query.get("previous") !== "true";
  const text = readText(context, pod, container, query);
  if (isFollowed) return { status: 200, headers: TEXT, body: follow(context, request, target, container) };
  return { status: 200, headers: TEXT, body: limited(tail(text, query.get("tailLines")), query.get("limitBytes")) };
}

function readText({ logs, clock }: ApiContext, pod: KubeObject, container: string, query: URLSearchParams): string {
  const { uid, name } = pod.metadata;
  const wantsPrevious = query.get("previous") === "true";
  const pieces = wantsPrevious ? logs.pieces(uid, container, "previous") : logs.pieces(uid, container);
  if (pieces === undefined && wantsPrevious) {
    throw badRequest(`previous terminated container "${container}" in pod "${name}" not found`);
  }
  if (pieces === undefined) {
    throw badRequest(`container "${container}" in pod "${name}" is waiting to start: ContainerCreating`);
  }
  const since = sinceOf(query, clock.now());
  return textOf(
    pieces.filter(({ at }) => at >= since),
    query,
  );
}

function sinceOf(query: URLSearchParams, now: number): number {
  const [seconds, moment] = [query.get("sinceSeconds"), query.get("sinceTime")];
  if (moment !== null) return Date.parse(moment);
  return seconds === null ? 0 : now - Number(seconds) * 1000;
}

function textOf(pieces: readonly LogPiece[], query: URLSearchParams): string {
  if (query.get("timestamps") !== "true") return pieces.map(({ text }) => text).join("");
  return pieces.map(({ at, text }) => text.replaceAll(/^(?=.)/gm, `${new Date(at).toISOString()} `)).join("");
}

function tail(text: string, tailLines: string | null): string {
  if (tailLines === null) return text;
  const lines = text.split(/(?<=\n)/);
  return Number(tailLines) === 0 ? "" : lines.slice(-Number(tailLines)).join("");
}

/** Cut in bytes, from the beginning, as the kubelet does. */
function limited(text: string, limitBytes: string | null): string {
  return limitBytes === null ? text : Buffer.from(text).subarray(0, Number(limitBytes)).toString();
}

/** Ends with the pod. */
async function* follow(
  context: ApiContext,
  { signal, query }: ApiRequest,
  target: ObjectTarget,
  container: string,
): AsyncGenerator<Uint8Array> {
  const { uid } = currentObject(context, target).metadata;
  const wakeUp = createWakeUp(context, { timeoutSeconds: 0, signal });
  const read = () => textOf(context.logs.pieces(uid, container) ?? [], query);
  const skipped = read();
  let sent = skipped.length - tail(skipped, query.get("tailLines")).length;
  try {
    while (!wakeUp.isOver()) {
      const pod = context.store.get("v1/Pod", target.namespace, target.name);
      const text = read();
      if (text.length > sent) yield new TextEncoder().encode(text.slice(sent));
      sent = Math.max(sent, text.length);
      if (pod?.metadata.uid !== uid || isPodFinished(pod)) return;
      await wakeUp.next();
    }
  } finally {
    wakeUp.stop();
  }
}
