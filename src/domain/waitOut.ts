/**
 * What is waited out until a step's deadline instead of being tried a few times: being throttled, another operation in
 * the way, capacity that may come.
 */
import { sha256 } from "./hash.ts";
import type { Fault } from "./outcome.ts";
import { backOffSeconds } from "./retry.ts";

const WAITED_OUT: ReadonlySet<string> = new Set([
  "Throttled",
  "TooManyRequests",
  "OperationNotAllowed",
  "AKSOperationPreempted",
]);

export function isWaitedOut({ code, retry }: Pick<Fault, "code" | "retry">): boolean {
  return retry === "slowly" || (retry === "soon" && WAITED_OUT.has(code));
}

/** `who` asks, for the `attempt`th time (from 1): not sooner than the service wants, and not all at the same moment. */
export function waitOutSeconds(fault: Fault, attempt: number, who: string): number {
  return spreadSeconds(backOffSeconds(fault, attempt), `${who}/${attempt}`);
}

/** Up to a quarter longer, as the name decides: the same on every replay. */
export function spreadSeconds(seconds: number, name: string): number {
  return Math.round(seconds * (1 + fractionOf(name) / 4));
}

/** 0 to 1. */
function fractionOf(name: string): number {
  return Number.parseInt(sha256(name).slice(0, 8), 16) / 0xffffffff;
}
