/** What every operation has in common: who may, what kind of body, failures as problem documents, ETags of polls. */
import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import { answerRequest } from "./answerRequest.ts";
import type { OpenContext, RouteHandler } from "./deps.ts";
import { withEntityTag } from "./entityTag.ts";
import { identifyCaller } from "./identifyCaller.ts";
import type { Operation } from "./operation.ts";
import { refuseBody } from "./refuseBody.ts";

export async function answerOperation(
  operation: Operation,
  request: HttpRequest,
  context: OpenContext,
): Promise<HttpResponseInit> {
  const handle = handlerOf(operation, request, context);
  if (!handle.ok) return handle.answer;
  const refused = operation.body === undefined ? undefined : await refuseBody(request, operation.body);
  const answer = refused ?? (await answerRequest(handle.handle, request, context));
  return operation.polled === true ? withEntityTag(request, answer) : answer;
}

type Allowed = { ok: true; handle: RouteHandler<OpenContext> } | { ok: false; answer: HttpResponseInit };

function handlerOf(operation: Operation, request: HttpRequest, { auth }: OpenContext): Allowed {
  if (operation.role === "anyone") return { ok: true, handle: operation.handle };
  const identified = identifyCaller(request, auth, operation.role);
  if (!identified.ok) return identified;
  const { handle } = operation;
  return { ok: true, handle: (asked, context) => handle(asked, { ...context, caller: identified.caller }) };
}
