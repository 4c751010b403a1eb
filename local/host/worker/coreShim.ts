/**
 * Stands in for the Functions Node worker: answers `require("@azure/functions-core")` with an object that collects
 * what an app registers. The packages look this module up once and cache it, so everything here is process-wide: one
 * app registers at a time, and a package copy announces its programming model only once.
 */
import Module from "node:module";
import {
  type Binding,
  createFunctionApp,
  type FunctionApp,
  type FunctionAppBuilder,
  type FunctionCallback,
  type HookCallback,
  type ProgrammingModel,
} from "./functionApp.ts";

export type SystemLog = (level: string, category: string, message: string) => void;

interface ShimState {
  registering: FunctionAppBuilder | undefined;
  latestModel: ProgrammingModel | undefined;
  systemLog: SystemLog;
  installed: boolean;
}

const shim: ShimState = {
  registering: undefined,
  latestModel: undefined,
  systemLog: () => {},
  installed: false,
};

/**
 * Runs `register` (which imports an app, or calls `app.http(...)`, `df.app.orchestration(...)`) and returns what it
 * registered. Everything has to be registered before the returned promise settles.
 */
export async function collectFunctions(register: () => unknown, systemLog: SystemLog): Promise<FunctionApp> {
  if (shim.registering !== undefined)
    throw new Error("Another app is being loaded in this process: load one at a time.");
  install();
  const app = createFunctionApp();
  shim.registering = app;
  shim.systemLog = systemLog;
  try {
    await register();
  } finally {
    shim.registering = undefined;
  }
  if (shim.latestModel !== undefined) app.useModel(shim.latestModel);
  return app;
}

function install(): void {
  if (shim.installed) return;
  shim.installed = true;
  const core = coreModule();
  const requireOf = Module.prototype.require;
  Module.prototype.require = function (this: Module, id: string): unknown {
    return id === "@azure/functions-core" ? core : requireOf.call(this, id);
  } as typeof requireOf;
}

class Disposable {
  readonly dispose: () => void;
  constructor(dispose: () => void) {
    this.dispose = dispose;
  }
}

function coreModule() {
  return {
    version: "3.10.0",
    hostVersion: "4.1036.0",
    Disposable,
    registerFunction(metadata: { name: string; bindings: Record<string, Binding> }, callback: FunctionCallback) {
      registering(`Function "${metadata.name}"`).addFunction(metadata, callback);
      return new Disposable(() => {});
    },
    registerHook: (name: string, callback: HookCallback) =>
      new Disposable(registering(`Hook "${name}"`).addHook(name, callback)),
    setProgrammingModel(model: ProgrammingModel) {
      shim.latestModel = model;
    },
    getProgrammingModel: () => shim.latestModel,
    log: (level: string, category: string, message: string) => shim.systemLog(level, category, message),
  };
}

function registering(subject: string): FunctionAppBuilder {
  if (shim.registering !== undefined) return shim.registering;
  throw new Error(`${subject} was registered after its app had been loaded: register everything while the app starts.`);
}
