/** Builds the runtime that a host's parts share: commits with delivery, invocations with bindings, logs, boundaries. */
import { randomUUID } from "node:crypto";
import { durableClientPayload } from "./api/links.ts";
import { type BoundaryHook, HostGone } from "./boundaries.ts";
import { emptyOutbox, type Outbox } from "./dispatch/outbox.ts";
import type { HostLog, LogLevel } from "./hostLog.ts";
import type { HostRuntime } from "./runtime.ts";
import type { RegisteredFunction } from "./worker/functionApp.ts";
import { invokeFunction } from "./worker/invoke.ts";
import type { RpcTypedData } from "./worker/typedData.ts";

export interface RuntimeParts
  extends Pick<HostRuntime, "clock" | "store" | "app" | "config" | "guard" | "replayTwice" | "deliveryOf"> {
  hostLog: HostLog;
  onBoundary: BoundaryHook;
  /** Where the durable client finds the host. */
  origin(): string;
  isGone(): boolean;
  deliver(outbox: Outbox): void;
}

export function createHostRuntime(parts: RuntimeParts): HostRuntime {
  const { clock, store, app, config, guard, hostLog } = parts;

  function assertAlive(): void {
    if (parts.isGone()) throw new HostGone();
  }

  const log: HostRuntime["log"] = (level, message, about) => {
    hostLog({ at: clock.now(), level, source: "host", message, ...about });
  };

  const invoke: HostRuntime["invoke"] = async (fn, data, about = {}) => {
    const release = clock.hold();
    try {
      const functionName = fn.name;
      const outcome = await invokeFunction(app, {
        fn,
        invocationId: randomUUID(),
        inputs: inputsOf(fn, data, durableClientPayload(parts.origin(), config.taskHub)),
        triggerMetadata: about.instanceId === undefined ? {} : { instanceId: { string: about.instanceId } },
        log(level, category, message) {
          const source = category === "user" ? "user" : "system";
          hostLog({ at: clock.now(), level: level as LogLevel, source, message, functionName, ...about });
        },
      });
      if (!outcome.ok && fn.triggerType !== "orchestrationtrigger") {
        log("error", `Executed 'Functions.${functionName}' (Failed): ${describe(outcome.error)}`, {
          functionName,
          ...about,
        });
      }
      return outcome;
    } finally {
      release();
    }
  };

  return {
    clock,
    store,
    app,
    config,
    guard,
    replayTwice: parts.replayTwice,
    deliveryOf: parts.deliveryOf,
    log,
    invoke,
    boundary(at, subject) {
      assertAlive();
      parts.onBoundary(at, subject);
      assertAlive();
    },
    commit(run) {
      assertAlive();
      const outbox = emptyOutbox();
      const result = store.commit(clock.now(), () => run(outbox));
      parts.deliver(outbox);
      return result;
    },
  };
}

function inputsOf(fn: RegisteredFunction, data: RpcTypedData, clientPayload: string): Record<string, RpcTypedData> {
  const inputs: Record<string, RpcTypedData> = { [fn.triggerName]: data };
  for (const [name, binding] of Object.entries(fn.bindings)) {
    if (/^(durableClient|orchestrationClient)$/i.test(binding.type)) inputs[name] = { string: clientPayload };
  }
  return inputs;
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
