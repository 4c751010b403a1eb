/** GET pods/log: what a container has printed so far, or as it prints. */
import type { WireResponse } from "../../../world/wire.ts";
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
  const text = context.logs.read(pod.metadata.uid, container);
  if (text === undefined) {
    throw badRequest(`container "${container}" in pod "${pod.metadata.name}" is waiting to start: ContainerCreating`);
  }
  if (query.get("follow") === "true")
    return { status: 200, headers: TEXT, body: follow(context, request, target, container) };
  return { status: 200, headers: TEXT, body: limited(tail(text, query.get("tailLines")), query.get("limitBytes")) };
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
  const skipped = context.logs.read(uid, container) ?? "";
  let sent = skipped.length - tail(skipped, query.get("tailLines")).length;
  try {
    while (!wakeUp.isOver()) {
      const pod = context.store.get("v1/Pod", target.namespace, target.name);
      const text = context.logs.read(uid, container) ?? "";
      if (text.length > sent) yield new TextEncoder().encode(text.slice(sent));
      sent = Math.max(sent, text.length);
      if (pod?.metadata.uid !== uid || isPodFinished(pod)) return;
      await wakeUp.next();
    }
  } finally {
    wakeUp.stop();
  }
}
