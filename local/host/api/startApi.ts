/** `POST orchestrators/{function}[/{id}]`: starts an instance, at most one of an id at a time. */
import { randomUUID } from "node:crypto";
import { bodyText, jsonResponse, type WireRequest, type WireResponse } from "../../world/wire.ts";
import { startInstance } from "../durable/startInstance.ts";
import type { HostRuntime } from "../runtime.ts";
import { badRequest } from "./badRequest.ts";
import { managementUrls } from "./links.ts";

/** The limit of the Durable Task Scheduler. */
const LONGEST_ID = 100;

export function startOrchestrator(
  runtime: HostRuntime,
  origin: string,
  request: WireRequest,
  query: URLSearchParams,
  functionName: string,
  givenId: string | undefined,
): WireResponse {
  const { store, clock, config, app } = runtime;
  const fn = app.find("orchestrationtrigger", functionName);
  if (fn === undefined) return badRequest(unknownOrchestrator(runtime, functionName));
  const instanceId = givenId ?? randomUUID().replaceAll("-", "");
  const problem = instanceIdProblem(instanceId);
  if (problem !== undefined) return badRequest(problem);
  if (query.has("timeout"))
    return jsonResponse(501, "The embedded host starts instances without waiting for their end.");
  const text = bodyText(request);
  const input = normalJson(text);
  if (input === undefined) return badRequest("Invalid JSON content");

  const wanted = {
    instanceId,
    name: fn.name,
    version: query.get("version") ?? config.defaultVersion,
    input,
    parent: null,
  };
  const started = runtime.commit((outbox) =>
    startInstance(store, outbox, clock.now(), wanted, config.replaceRunningInstances),
  );
  if (!started) {
    const status = store.instances.find(instanceId)?.status;
    return jsonResponse(409, { Message: `An Orchestration instance with the status ${status} already exists.` });
  }
  const links = managementUrls(origin, config.taskHub, instanceId);
  return jsonResponse(202, links, { location: links.statusQueryGetUri, "retry-after": "10" });
}

/** JSON text, or null for an empty body; undefined when it is no JSON. */
function normalJson(text: string): string | null | undefined {
  if (text === "") return null;
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function unknownOrchestrator({ app }: HostRuntime, name: string): string {
  const known = app.ofType("orchestrationtrigger").map((fn) => fn.name);
  return (
    `The function '${name}' doesn't exist, is disabled, or is not an orchestrator function. Additional info: ` +
    (known.length > 0
      ? `The following are the known orchestrator functions: '${known.join("', '")}'.`
      : "No orchestrator functions are currently registered!")
  );
}

function instanceIdProblem(id: string): string | undefined {
  if (id.startsWith("@")) return "Orchestration instance ids must not start with @.";
  if (/[/\\#?\p{Cc}]/u.test(id))
    return "Orchestration instance ids must not contain /, \\, #, ?, or control characters.";
  if (id.length > LONGEST_ID) return `Instance ID lengths must not exceed ${LONGEST_ID} characters.`;
  return undefined;
}
