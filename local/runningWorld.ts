/** A running world, and what one is started with, whichever way the app and the simulators are bound together. */
import type { LamplighterOptions } from "../src/app.ts";
import type { Api } from "./appApi.ts";
import type { WorldWatch } from "./faults/watch.ts";
import type { HostLog } from "./host/hostLog.ts";
import type { FrontDoor } from "./host/http/frontDoor.ts";
import type { AppHost, KillNotice } from "./restarts/mortalApp.ts";
import type { Scenario } from "./scenarios/scenario.ts";
import type { SimulatorName, Simulators } from "./simulators.ts";
import type { Clock } from "./world/clock.ts";
import type { WireHandler, WireRequest, WireResponse } from "./world/wire.ts";

export interface WorldOptions {
  scenario: Scenario;
  /** The same folder again goes on where it stopped; on virtual time nothing is kept. */
  dataFolder: string;
  /** Simulated seconds a wall second, or "virtual": as fast as it goes. */
  speed: number | "virtual";
  /** The first moment on virtual time; left out: the same every time. */
  startAt?: number;
  /** Of the app's HTTP API; left out: a free one. */
  port?: number | undefined;
  log?: HostLog | undefined;
  /** What the app's callers are asked for; left out: nothing. */
  frontDoor?: FrontDoor | undefined;
  /** An answer in the simulators' place, on virtual time; undefined: theirs. */
  interfere?(request: WireRequest): WireResponse | undefined;
  /** How the app waits, on virtual time; left out: as it does by itself. */
  pause?: LamplighterOptions["pause"];
  /** On virtual time: what answers the app in a simulator's stead, which it may ask. */
  inFrontOf?(name: SimulatorName, simulator: WireHandler): WireHandler;
  /** Told each time that the scenario has had the host killed. */
  onHostKilled?(notice: KillNotice): void;
  /** On virtual time alone. */
  watch?: WorldWatch;
}

export interface RunningWorld {
  /** Its `now` is simulated time. */
  clock: Clock;
  host: AppHost;
  simulators: Simulators;
  /** Calls the app's HTTP API. */
  api: Api;
  /** Where the app's HTTP API listens. */
  url: string;
  urls: Record<SimulatorName, string>;
  /** Absent on virtual time: nothing listens. */
  caFile?: string;
  kubeconfigFile?: string;
  stop(): Promise<void>;
}
