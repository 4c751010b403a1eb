/**
 * Loads an app the way the Functions worker does: installs the worker shim, then imports package.json's `main`. A
 * module is evaluated once a process, so a `main` loaded before comes back as the same app.
 */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { collectFunctions, type SystemLog } from "./worker/coreShim.ts";
import type { FunctionApp } from "./worker/functionApp.ts";

export interface LoadedApp {
  app: FunctionApp;
  /** The parsed host.json beside package.json. */
  hostJson: unknown;
}

export interface LoadAppOptions {
  /** The folder with package.json and host.json. */
  root: string;
  systemLog?: SystemLog;
}

const loaded = new Map<string, Promise<FunctionApp>>();

/** Rejects when package.json or host.json is absent or broken, or when the app's own code fails to load. */
export async function loadApp(options: LoadAppOptions): Promise<LoadedApp> {
  const packageJson = (await readJson(resolve(options.root, "package.json"))) as { main?: string };
  if (packageJson.main === undefined) throw new Error(`${options.root}/package.json has no "main": nothing to load.`);
  const main = resolve(options.root, packageJson.main);
  const app = loaded.get(main) ?? collectFunctions(() => import(pathToFileURL(main).href), options.systemLog ?? ignore);
  loaded.set(main, app);
  return { app: await app, hostJson: await readHostJson(options.root) };
}

/** For apps that are registered in this process and shall run under the deployed app's settings. */
export function readHostJson(root: string): Promise<unknown> {
  return readJson(resolve(root, "host.json"));
}

/** An app made of what `register` registers in this process: `df.app.orchestration(...)`, `app.http(...)` and the like. */
export async function collectApp(register: () => unknown, systemLog: SystemLog = ignore): Promise<FunctionApp> {
  return collectFunctions(register, systemLog);
}

function ignore(): void {}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, "utf8");
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is not valid JSON: ${String(error)}`, { cause: error });
  }
}
