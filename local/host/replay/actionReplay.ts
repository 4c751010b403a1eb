/**
 * Replays an orchestrator's actions the way the Durable extension does: one after the other, each awaited, and every
 * action inside a `Task.all` or `Task.any` called anew each time it is listed. That, and not what the SDK believes,
 * decides what really runs.
 */
import { createHash } from "node:crypto";
import { type Action, ActionType, type RetryOptions } from "../durable/actions.ts";
import { type Pending, settled, whenAll, whenAny } from "./pending.ts";
import type { Origin, ReplayContext } from "./replayContext.ts";
import { withRetry } from "./retry.ts";
import { createTimer } from "./timer.ts";

/** The activity that performs an orchestrator's `callHttp`. */
export const HTTP_ACTIVITY = "BuiltIn::HttpActivity";

/** What the app offers to its orchestrators. */
export interface FunctionCatalog {
  has(triggerType: "activitytrigger" | "orchestrationtrigger" | "entitytrigger", name: string): boolean;
  /** Of sub-orchestrations that are started without a version. */
  readonly defaultVersion: string | null;
}

export interface ActionReplay {
  /** Starts the first action; the rest follow as the history settles them. */
  start(): void;
  /** Every action has been called and has settled. */
  readonly finished: boolean;
  /** Called functions that no one registered: production loses such a call silently. */
  readonly unknownFunctions: string[];
}

/** Throws on an action that this host does not perform. */
export function replayActions(actions: Action[], context: ReplayContext, catalog: FunctionCatalog): ActionReplay {
  const unknownFunctions: string[] = [];
  let next = 0;

  function advance(): void {
    while (next < actions.length) {
      const result = call(actions[next++] as Action);
      if (result.settlement === undefined) return result.onSettled(advance);
    }
    next = actions.length + 1;
  }

  function call(action: Action): Pending {
    switch (action.actionType) {
      case ActionType.CallActivity:
        return activity(action.functionName, action.input, "asked");
      case ActionType.CallActivityWithRetry:
        return retried(`activity "${action.functionName}"`, action.retryOptions, (origin) =>
          activity(action.functionName, action.input, origin),
        );
      case ActionType.CallSubOrchestrator:
        return subOrchestration(action, "asked");
      case ActionType.CallSubOrchestratorWithRetry:
        return retried(`sub-orchestration "${action.functionName}"`, action.retryOptions, (origin) =>
          subOrchestration(action, origin),
        );
      case ActionType.CreateTimer:
        return createTimer(context, Date.parse(action.fireAt), action.isCanceled);
      case ActionType.WaitForExternalEvent:
        return context.events.wait(action.externalEventName);
      case ActionType.CallHttp:
        return context.schedule({ kind: "activity", name: HTTP_ACTIVITY, input: action.httpRequest }).waiting;
      case ActionType.CallEntity:
      case ActionType.SignalEntity:
        return entityMessage(action);
      case ActionType.ContinueAsNew:
        context.continueAsNew = { input: action.input };
        return settled("done");
      case ActionType.WhenAll:
        return whenAll(action.compoundActions.map(call));
      case ActionType.WhenAny:
        return whenAny(action.compoundActions.map(call));
      case ActionType.LockEntities:
      case ActionType.ReleaseEntities:
        throw new Error(
          "Entity locks (context.df.lock) need a newer Durable extension than the current bundles carry.",
        );
      default:
        throw new Error(`Received an unexpected action type from the out-of-proc function: ${JSON.stringify(action)}`);
    }
  }

  function retried(title: string, options: RetryOptions, attempt: (origin: Origin) => Pending): Pending {
    return withRetry(context, options, title, attempt);
  }

  function activity(name: string, input: unknown, origin: Origin): Pending {
    if (!catalog.has("activitytrigger", name)) return unknown("activity", name);
    return context.schedule({ kind: "activity", name, input: input ?? null }, origin).waiting;
  }

  function subOrchestration(action: SubOrchestrationAction, origin: Origin): Pending {
    const { functionName: name, input = null, version = catalog.defaultVersion } = action;
    if (!catalog.has("orchestrationtrigger", name)) return unknown("orchestrator", name);
    const instanceId = action.instanceId ? action.instanceId : `${context.executionId}:${context.idCount}`;
    if (instanceId === context.instanceId) {
      throw new Error(
        "The instance ID of a sub-orchestration must be different than the instance ID of a parent orchestration.",
      );
    }
    return context.schedule({ kind: "subOrchestration", name, instanceId, input, version }, origin).waiting;
  }

  function entityMessage(action: Action & { actionType: 7 | 9 }): Pending {
    const name = action.instanceId.split("@")[1] ?? "";
    if (!catalog.has("entitytrigger", name))
      throw new Error(`The function '${name}' doesn't exist or is not an entity function.`);
    const isSignal = action.actionType === ActionType.SignalEntity;
    const id = requestId(context);
    const request = {
      op: action.operation,
      ...(isSignal ? { signal: true } : {}),
      ...(action.input === undefined || action.input === null ? {} : { input: JSON.stringify(action.input) }),
      id,
      parent: context.instanceId,
      parentExecution: context.executionId,
    };
    context.send({ kind: "message", name: "op", instanceId: action.instanceId, input: JSON.stringify(request) });
    return isSignal ? settled("done") : context.events.wait(id);
  }

  function unknown(kind: string, name: string): Pending {
    unknownFunctions.push(`${kind} "${name}"`);
    return settled("failed");
  }

  return {
    start: advance,
    get finished() {
      return next > actions.length;
    },
    unknownFunctions,
  };
}

type SubOrchestrationAction = Extract<Action, { actionType: 2 | 3 }>;

/** The same on every replay, and unlike any other request's. */
function requestId(context: ReplayContext): string {
  const hex = createHash("sha256").update(`${context.executionId}:${context.idCount}`).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
}
