/**
 * What an app registered with the worker: its functions, its hooks and the programming model that invokes them. The
 * functions hold no state of a host, so several hosts may run the same app one after another.
 */
import type { RpcTypedData } from "./typedData.ts";

export interface Binding {
  type: string;
  direction: string;
  [option: string]: unknown;
}

export type FunctionCallback = (...args: unknown[]) => unknown;

export interface RegisteredFunction {
  name: string;
  /** In lower case: "httptrigger", "timertrigger", "orchestrationtrigger", "activitytrigger", "entitytrigger". */
  triggerType: string;
  triggerName: string;
  trigger: Binding;
  bindings: Record<string, Binding>;
  callback: FunctionCallback;
}

export type HookCallback = (context: Record<string, unknown>) => void | Promise<void>;

/** The part of `@azure/functions` that the worker drives. */
export interface ProgrammingModel {
  name: string;
  getInvocationModel(coreContext: unknown): InvocationModel;
}

export interface InvocationModel {
  getArguments(): Promise<{ context: unknown; inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], callback: FunctionCallback): Promise<unknown>;
  getResponse(context: unknown, result: unknown): Promise<{ returnValue?: RpcTypedData | null }>;
}

export interface FunctionApp {
  readonly functions: readonly RegisteredFunction[];
  hooks(name: string): readonly HookCallback[];
  /** Names are compared without regard to case, as the Functions host does. */
  find(triggerType: string, name: string): RegisteredFunction | undefined;
  ofType(triggerType: string): RegisteredFunction[];
  /** Undefined only for an app without functions. */
  readonly model: ProgrammingModel | undefined;
}

export interface FunctionAppBuilder extends FunctionApp {
  addFunction(metadata: { name: string; bindings: Record<string, Binding> }, callback: FunctionCallback): void;
  /** Returns what removes the hook again. */
  addHook(name: string, callback: HookCallback): () => void;
  useModel(model: ProgrammingModel): void;
}

const HOOKS = ["appStart", "appTerminate", "preInvocation", "postInvocation"];

export function createFunctionApp(): FunctionAppBuilder {
  const functions = new Map<string, RegisteredFunction>();
  const hooks = new Map<string, HookCallback[]>();
  let model: ProgrammingModel | undefined;

  return {
    get functions() {
      return [...functions.values()];
    },
    get model() {
      return model;
    },
    hooks: (name) => hooks.get(name) ?? [],
    find(triggerType, name) {
      const found = functions.get(name.toLowerCase());
      return found?.triggerType === triggerType ? found : undefined;
    },
    ofType: (triggerType) => [...functions.values()].filter((fn) => fn.triggerType === triggerType),
    addFunction({ name, bindings }, callback) {
      if (functions.has(name.toLowerCase())) throw new Error(`A function named "${name}" is registered already.`);
      const trigger = Object.entries(bindings).find(([, binding]) => /trigger$/i.test(binding.type));
      if (trigger === undefined) throw new Error(`Function "${name}" has no trigger among its bindings.`);
      const [triggerName, triggerBinding] = trigger;
      functions.set(name.toLowerCase(), {
        name,
        triggerType: triggerBinding.type.toLowerCase(),
        triggerName,
        trigger: triggerBinding,
        bindings,
        callback,
      });
    },
    addHook(name, callback) {
      if (!HOOKS.includes(name)) throw new Error(`This host runs no "${name}" hooks; it runs ${HOOKS.join(", ")}.`);
      const list = hooks.get(name) ?? [];
      hooks.set(name, list);
      list.push(callback);
      return () => {
        const index = list.indexOf(callback);
        if (index >= 0) list.splice(index, 1);
      };
    },
    useModel(used) {
      model = used;
    },
  };
}
