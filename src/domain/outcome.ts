/**
 * How a step ends. Expected outcomes are data; what is thrown is a transient fault or a bug, and reaches an orchestrator
 * as a `Fault`, since error classes do not survive an activity (facts-durable.md, section 3).
 */
import type { Finding, FindingCode } from "./findings.ts";

/** `changed`: this run wrote the subject's present state, in this call or in an earlier one of the same step. */
export interface Done<T> {
  kind: "done";
  value: T;
  changed: boolean;
}

/** Not there yet; ask again. */
export interface Waiting {
  kind: "waiting";
  /** For a person: what is waited for. */
  reason: string;
  /** What it is called when the deadline passes. */
  code?: FindingCode;
  heldUp?: HeldUp;
}

/** The service itself says that it is too early. */
export interface HeldUp {
  /** Not to be asked again before. */
  seconds: number;
  /** What it comes to when the time is over. */
  finding: Finding;
}

/** It will not come about without somebody's action, or at least not unless it is asked for again. */
export interface Failed {
  kind: "failed";
  finding: Finding;
  /** Left out: asking again is no use. */
  again?: AskAgain;
}

export interface AskAgain {
  retry: "soon" | "slowly";
  /** Of the subject as it failed; left out: there is none. */
  etag?: string;
}

export type Outcome<T> = Done<T> | Waiting | Failed;

export function done<T>(value: T, changed: boolean): Done<T> {
  return { kind: "done", value, changed };
}

export function waiting(reason: string, code?: FindingCode): Waiting {
  return { kind: "waiting", reason, ...(code === undefined ? {} : { code }) };
}

/** `finding`: what it comes to when the time is over. */
export function heldUp(finding: Finding, seconds: number): Waiting {
  return { kind: "waiting", reason: finding.found, heldUp: { seconds, finding } };
}

export function failed(finding: Finding): Failed {
  return { kind: "failed", finding };
}

/** A fault of the outside world or of our code, as an activity reports it. */
export interface Fault {
  code: string;
  retry: "soon" | "slowly" | "never";
  retryAfterSeconds?: number;
  operation: string;
  message: string;
}

/** What every activity really returns: it never throws, so that a fan-out never loses its siblings. */
export type Settled<T> = { ok: true; value: T } | { ok: false; fault: Fault };
