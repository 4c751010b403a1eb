/** POST /api/preparations: refuse with every problem at once, or start the run and answer 202. */
import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import { acceptPreparation, makeRow } from "./acceptPreparation.ts";
import type { RouteContext } from "./deps.ts";
import { readKeyedId } from "./idempotencyKey.ts";
import { invalidRequest, readRequest } from "./readRequest.ts";

export async function startPreparation(request: HttpRequest, context: RouteContext): Promise<HttpResponseInit> {
  const parsed = await readRequest(request, context);
  const keyed = readKeyedId(request);
  if (!parsed.ok || !keyed.ok) return invalidRequest([parsed, keyed].flatMap((part) => (part.ok ? [] : part.problems)));
  return acceptPreparation(request, context, makeRow(keyed.id ?? context.newId(), parsed.request, context));
}
