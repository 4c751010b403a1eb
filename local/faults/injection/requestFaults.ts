/** Faults of requests, between the app and the simulators: lost, refused, repeated, late, cut short. */
import type { RequestFault } from "../../scenarios/faults.ts";
import type { Clock } from "../../world/clock.ts";
import { jsonResponse, type Transport, type WireRequest, type WireResponse } from "../../world/wire.ts";
import { requestLine } from "../../writeLog.ts";
import { createCountdown } from "./countdown.ts";

export type FaultySystem = RequestFault["of"];

export interface RequestFaultsOptions {
  faults: readonly RequestFault[];
  clock: Clock;
  /** Undefined: no faults are meant for it. */
  systemOf(request: WireRequest): FaultySystem | undefined;
  mayBegin(): boolean;
  onInjected(kind: string): void;
}

export function withRequestFaults(network: Transport, options: RequestFaultsOptions): Transport {
  const { faults, systemOf, mayBegin, onInjected } = options;
  const countdown = createCountdown(faults);
  return async (request) => {
    const system = systemOf(request);
    if (system === undefined || !mayBegin()) return network(request);
    const line = lineOf(system, request);
    const fault = countdown.next(({ of, on }) => of === system && (on === undefined || isMatch(on, line)));
    if (fault === undefined) return network(request);
    const { do: what, status } = fault;
    onInjected(
      what.startsWith("refuse") ? `${system} ${status}${what === "refuse" ? "" : " after"}` : `${system} ${what}`,
    );
    return carryOut(fault, network, request, options);
  };
}

/** Clients give up before: what comes later is a connection without an answer. */
const LONGEST_WAIT_SECONDS = 60;

async function carryOut(
  fault: RequestFault,
  network: Transport,
  request: WireRequest,
  { clock }: RequestFaultsOptions,
): Promise<WireResponse> {
  if (fault.do === "refuse") return refusal(fault);
  if (fault.do === "reset") throw connectionReset();
  if (fault.do === "repeat") await network(request);
  const response = await network(request);
  switch (fault.do) {
    case "refuseAfter":
      return refusal(fault);
    case "loseAnswer":
      throw connectionReset();
    case "truncate":
      return truncated(response);
    case "slow":
      await clock.leap?.(fault.seconds * 1000);
      if (fault.seconds > LONGEST_WAIT_SECONDS) throw connectionReset();
      return response;
    default:
      return response;
  }
}

/** As local/writeLog.ts has it; Tables have no names worth telling. */
export function lineOf(system: FaultySystem, request: WireRequest): string {
  return system === "tables" ? `${request.method} entity` : requestLine(system, request);
}

function connectionReset(): Error {
  return Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });
}

function truncated(response: WireResponse): WireResponse {
  const { body } = response;
  return typeof body === "string" ? { ...response, body: body.slice(0, Math.floor(body.length / 2)) } : response;
}

function refusal({ of, status, code, retryAfterSeconds }: RequestFault): WireResponse {
  const message = "Refused by a fault.";
  const bodies: Record<FaultySystem, unknown> = {
    arm: { error: { code, message } },
    kubernetes: { kind: "Status", apiVersion: "v1", status: "Failure", reason: code, message, code: status },
    tables: { "odata.error": { code, message: { lang: "en-US", value: message } } },
  };
  return jsonResponse(
    status,
    bodies[of],
    retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) },
  );
}

function isMatch(pattern: string, line: string): boolean {
  const source = pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
  return new RegExp(`^${source}$`).test(line);
}
