/** What every part of a running host works with. */
import type { Clock } from "../world/clock.ts";
import type { Boundary, DeliveryOf } from "./boundaries.ts";
import type { Outbox } from "./dispatch/outbox.ts";
import type { HostConfig } from "./hostConfig.ts";
import type { LogLevel } from "./hostLog.ts";
import type { GuardMode } from "./replay/lockstepGuard.ts";
import type { HostStore } from "./store/hostStore.ts";
import type { FunctionApp, RegisteredFunction } from "./worker/functionApp.ts";
import type { InvocationOutcome } from "./worker/invoke.ts";
import type { RpcTypedData } from "./worker/typedData.ts";

export interface HostRuntime {
  readonly clock: Clock;
  readonly store: HostStore;
  readonly app: FunctionApp;
  readonly config: HostConfig;
  readonly guard: GuardMode;
  /** Each turn runs twice, to catch an orchestrator that is not deterministic. */
  readonly replayTwice: boolean;
  readonly deliveryOf: DeliveryOf;
  /** Throws HostGone once the host has ended. */
  boundary(at: Boundary, subject: string): void;
  /** One transaction; what it put into the outbox is delivered after it. Throws HostGone once the host has ended. */
  commit<T>(run: (outbox: Outbox) => T): T;
  /** `data` goes to the trigger; durable client inputs are added. Does not reject. */
  invoke(fn: RegisteredFunction, data: RpcTypedData, about?: InvocationSubject): Promise<InvocationOutcome>;
  log(level: LogLevel, message: string, about?: InvocationSubject & { functionName?: string }): void;
}

export interface InvocationSubject {
  instanceId?: string;
}
