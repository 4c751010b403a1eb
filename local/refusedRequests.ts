/** Carries out a scenario's refusals, in front of a simulator. How often each was used is kept with the world. */
import type { Refusal } from "./scenarios/refusals.ts";
import type { Clock } from "./world/clock.ts";
import { noAnswer } from "./world/noAnswer.ts";
import { jsonResponse, type WireHandler, type WireResponse } from "./world/wire.ts";
import type { WorldStore } from "./world/worldStore.ts";
import { requestLine, type WrittenTo } from "./writeLog.ts";

export interface RefusalOptions {
  refusals: readonly Refusal[];
  world: WorldStore;
  clock: Clock;
  /** When the measured run began; undefined: not yet. */
  beganAt(): number | undefined;
}

/** The same handler, behind the refusals of its system. */
export function refusing(system: WrittenTo, handler: WireHandler, options: RefusalOptions): WireHandler {
  const { refusals, world, clock, beganAt } = options;
  const used = world.collection<number>("scenario.refusals");

  function refusalOf(line: string): Refusal | undefined {
    const began = beganAt();
    if (began === undefined) return undefined;
    const seconds = (clock.now() - began) / 1000;
    return refusals.find((refusal, index) => {
      const { fromSeconds, untilSeconds = Number.POSITIVE_INFINITY, times = Number.POSITIVE_INFINITY } = refusal;
      if (refusal.of !== system || !isMatch(refusal.on, line)) return false;
      const usedSoFar = used.get(String(index)) ?? 0;
      if (seconds < fromSeconds || seconds >= untilSeconds || usedSoFar >= times) return false;
      used.set(String(index), usedSoFar + 1);
      return true;
    });
  }

  return (request) => {
    const refusal = refusalOf(requestLine(system, request));
    if (refusal === undefined) return handler(request);
    if (refusal.status === "noAnswer") throw noAnswer();
    return answers[system](refusal, refusal.status);
  };
}

const answers: Record<WrittenTo, (refusal: Refusal, status: number) => WireResponse> = {
  arm: ({ code, message, ...rest }, status) => jsonResponse(status, { error: { code, message } }, headersOf(rest)),
  kubernetes: ({ code, message, ...rest }, status) =>
    jsonResponse(
      status,
      { kind: "Status", apiVersion: "v1", status: "Failure", reason: code, message, code: status },
      headersOf(rest),
    ),
};

function headersOf({ retryAfterSeconds }: Pick<Refusal, "retryAfterSeconds">): Record<string, string> {
  return retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) };
}

function isMatch(pattern: string, line: string): boolean {
  const source = pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
  return new RegExp(`^${source}$`).test(line);
}
