/**
 * Invokes one function the way the worker does: arguments, preInvocation hooks, the handler, postInvocation hooks,
 * response. Whatever the app's code throws is part of the outcome; the promise itself does not reject.
 */
import type { FunctionApp, RegisteredFunction } from "./functionApp.ts";
import type { RpcTypedData } from "./typedData.ts";

export interface InvocationRequest {
  fn: RegisteredFunction;
  invocationId: string;
  /** By binding name. */
  inputs: Record<string, RpcTypedData>;
  triggerMetadata?: Record<string, RpcTypedData>;
  log(level: string, category: string, message: string): void;
}

export interface InvocationOutcome {
  ok: boolean;
  returnValue?: RpcTypedData | null | undefined;
  error?: unknown;
  /** The InvocationContext that the handler received; undefined when it never got that far. */
  context?: unknown;
}

export async function invokeFunction(app: FunctionApp, request: InvocationRequest): Promise<InvocationOutcome> {
  const outcome: InvocationOutcome = { ok: false };
  try {
    outcome.returnValue = await run(app, request, outcome);
    outcome.ok = true;
  } catch (error) {
    outcome.error = error;
  }
  return outcome;
}

async function run(app: FunctionApp, request: InvocationRequest, outcome: InvocationOutcome) {
  const { fn } = request;
  if (app.model === undefined) throw new Error(`Function "${fn.name}" has no programming model to run it.`);
  const core = coreContext(request);
  const model = app.model.getInvocationModel(core);
  const { context, inputs } = await model.getArguments();
  outcome.context = context;

  const hookData = {};
  const before = { hookData, appHookData: {}, invocationContext: context, inputs, functionCallback: fn.callback };
  core.state = "preInvocationHooks";
  for (const hook of app.hooks("preInvocation")) await hook(before);

  const after = {
    ...before,
    inputs: before.inputs,
    result: undefined as unknown,
    error: undefined as Error | undefined,
  };
  core.state = "invocation";
  try {
    after.result = await model.invokeFunction(context, before.inputs, before.functionCallback);
  } catch (error) {
    after.error = error instanceof Error ? error : new Error(String(error), { cause: error });
  }
  core.state = "postInvocationHooks";
  for (const hook of app.hooks("postInvocation")) await hook(after);
  if (after.error !== undefined) throw after.error;
  return (await model.getResponse(context, after.result)).returnValue;
}

function coreContext(request: InvocationRequest) {
  const { fn, invocationId } = request;
  return {
    invocationId,
    metadata: { name: fn.name, bindings: fn.bindings },
    request: {
      invocationId,
      functionId: fn.name,
      inputData: Object.entries(request.inputs).map(([name, data]) => ({ name, data })),
      triggerMetadata: request.triggerMetadata ?? {},
    },
    state: undefined as string | undefined,
    log: request.log,
  };
}
