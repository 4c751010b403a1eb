/**
 * The embedded Durable Functions host: runs an app's functions with the unmodified SDKs, as the Functions host and its
 * Durable extension do, on one SQLite file that survives `kill -9`.
 *
 *   const { app, hostJson } = await loadApp({ root });            // loadApp.ts: package.json's main, host.json
 *   const app = await collectApp(() => { df.app.orchestration(...) });  // or functions registered in this process
 *   const host = createHost({ app, hostJson, storeFile, clock });
 *   await host.start();                                           // listens on loopback, takes up pending work
 *   await host.request({ method: "POST", url: "/api/…", body });  // in process; or fetch(host.url + "/api/…")
 *   const instance = await host.finished(instanceId);             // {status, output, …}
 *   await host.stop();
 *
 * To go on after an end of the process, start the clock at `lastSeenAt(storeFile)` or later and open the same file.
 * Not built: entity locks, rewind, restart, polling callHttp, function timeouts.
 */

import type { Clock } from "../world/clock.ts";
import { type Listener, listen } from "../world/httpBinding.ts";
import { assertTriggersServed } from "./assertTriggersServed.ts";
import type { BoundaryHook, DeliveryOf } from "./boundaries.ts";
import { createDispatcher } from "./dispatch/dispatcher.ts";
import { runActivity } from "./durable/activityWorker.ts";
import { runEntity } from "./durable/entityWorker.ts";
import { runOrchestration } from "./durable/orchestrationWorker.ts";
import { createFinishers } from "./finishers.ts";
import { readHostConfig } from "./hostConfig.ts";
import type { HostLog } from "./hostLog.ts";
import { createHostRuntime } from "./hostRuntime.ts";
import type { FrontDoor } from "./http/frontDoor.ts";
import { type HostRequest, type HostResponse, requestInProcess } from "./http/hostRequest.ts";
import { createRequestHandler } from "./http/requestHandler.ts";
import { type HostInspection, inspect } from "./inspection.ts";
import type { GuardMode } from "./replay/lockstepGuard.ts";
import { openHostStore } from "./store/hostStore.ts";
import type { InstanceRow } from "./store/instances.ts";
import { timerFunctions } from "./timers/timerFunctions.ts";
import { createTimerTriggers } from "./timers/timerTriggers.ts";
import type { FunctionApp } from "./worker/functionApp.ts";

export interface HostOptions {
  app: FunctionApp;
  /** A path, or ":memory:". One host at a time. */
  storeFile: string;
  clock: Clock;
  /** The parsed host.json; left out: the defaults. */
  hostJson?: unknown;
  log?: HostLog | undefined;
  /** "throw" when left out: an orchestration that production would corrupt fails with the reason. */
  guard?: GuardMode;
  /** Runs each turn twice and fails the instance when the two differ: for tests, at twice the cost. */
  replayTwice?: boolean;
  /** 0, or left out, takes a free port. */
  port?: number | undefined;
  /** Left out: whoever reaches the host may call any function. */
  frontDoor?: FrontDoor | undefined;
  /** Called at each boundary; crash tests end the process or the host there. */
  onBoundary?: BoundaryHook;
  /** How the completion of an activity reaches its orchestration; left out: once, at once. */
  deliveryOf?: DeliveryOf | undefined;
  /** Settings for `%NAME%` in timer schedules; process.env when left out. */
  env?: Record<string, string | undefined>;
}

export interface Host {
  /** `http://127.0.0.1:PORT`, once started. */
  readonly url: string;
  /** Rejects when the port is taken. */
  start(): Promise<void>;
  /** Lets what runs end, then closes the store. What waits is taken up by the next host on the file. */
  stop(): Promise<void>;
  /** Drops everything at once, as the end of the process would; nothing is committed after it. */
  crash(): void;
  request(request: HostRequest): Promise<HostResponse>;
  /** Resolves when the instance has completed, failed or been terminated. */
  finished(instanceId: string): Promise<InstanceRow>;
  /** Runs a timer function now. */
  fireTimer(name: string): Promise<void>;
  readonly inspect: HostInspection;
  /** Whether any turn or activity waits or runs; timers do not count. */
  readonly busy: boolean;
}

const AT_ONCE: readonly number[] = [0];

/** Throws when host.json or a timer's schedule is not valid, or when a function's trigger is not served here. */
export function createHost(options: HostOptions): Host {
  const { app, clock } = options;
  const config = readHostConfig(options.hostJson);
  assertTriggersServed(app);
  const scheduled = timerFunctions(app, options.env ?? process.env);
  const store = openHostStore(options.storeFile);
  const finishers = createFinishers(store);
  let listener: Listener | undefined;
  let gone = false;

  const origin = () => listener?.url ?? "http://127.0.0.1";
  const runtime = createHostRuntime({
    app,
    clock,
    config,
    store,
    guard: options.guard ?? "throw",
    replayTwice: options.replayTwice ?? false,
    hostLog: options.log ?? (() => {}),
    onBoundary: options.onBoundary ?? (() => {}),
    deliveryOf: options.deliveryOf ?? (() => AT_ONCE),
    origin,
    isGone: () => gone,
    deliver(outbox) {
      dispatcher.deliver(outbox);
      finishers.check();
    },
  });
  const dispatcher = createDispatcher(clock, store, config, {
    runOrchestration: (id) => runOrchestration(runtime, id),
    runEntity: (id) => runEntity(runtime, id),
    runActivity: (id) => runActivity(runtime, id),
  });
  const timers = createTimerTriggers(runtime, scheduled);
  const handle = createRequestHandler(runtime, origin, options.frontDoor);

  return {
    get url() {
      if (listener === undefined) throw new Error("The host has no address before it has started.");
      return listener.url;
    },
    async start() {
      for (const hook of app.hooks("appStart")) await hook(appHookContext());
      listener = await listen(handle, { port: options.port ?? 0 });
      // Without it the durable client puts localhost:7071 into its links.
      process.env["WEBSITE_HOSTNAME"] ??= new URL(listener.url).host;
      dispatcher.start();
      timers.start();
    },
    async stop() {
      if (gone) return;
      timers.close();
      await dispatcher.close();
      await listener?.close();
      for (const hook of app.hooks("appTerminate")) await hook(appHookContext());
      gone = true;
      store.close();
    },
    crash() {
      if (gone) return;
      gone = true;
      timers.close();
      void listener?.close();
      void dispatcher.close();
      store.close();
    },
    request: (request) => requestInProcess(handle, origin(), request),
    finished: (instanceId) => finishers.wait(instanceId),
    fireTimer: (name) => timers.fire(name),
    inspect: inspect(store),
    get busy() {
      return dispatcher.busy;
    },
  };
}

function appHookContext(): Record<string, unknown> {
  return { hookData: {}, appHookData: {}, functionAppDirectory: process.cwd() };
}
