/**
 * The only place that touches the Durable SDK: a few typed shapes that are known to behave in production
 * (facts-durable.md, section 3). Activities report faults as data, so that a fan-out never fails early; retries wait on
 * durable timers here, never in the SDK.
 */

import type { OrchestrationContext, Task } from "durable-functions";
import * as durable from "durable-functions";
import type { FindingCode } from "../domain/findings.ts";
import type { Fault, HeldUp, Outcome, Settled, Waiting } from "../domain/outcome.ts";
import { nextPollSeconds, type Pacing } from "../domain/pacing.ts";
import { type RetryPolicy, retryDelaySeconds } from "../domain/retry.ts";
import type { StepInput, StepName, StepOutput } from "../domain/steps.ts";

/** What an orchestration yields and returns. */
export type Flow<T> = Generator<Task, T, unknown>;

export type { OrchestrationContext };

/** A step or sub-orchestration failed for good. */
export class StepFault extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(`${fault.operation}: ${fault.message}`);
    this.name = "StepFault";
    this.fault = fault;
  }
}

/** Registers a root orchestrator. It must not throw: whatever happens ends in a record. */
export function registerOrchestrator<I, O>(
  name: string,
  body: (context: OrchestrationContext, input: I) => Flow<O>,
): void {
  durable.app.orchestration(name, (context) => body(context, context.df.getInput<I>()));
}

/** Registers a sub-orchestrator. Its faults reach the parent as data. */
export function registerSubOrchestrator<I, O>(
  name: string,
  body: (context: OrchestrationContext, input: I) => Flow<O>,
): void {
  registerOrchestrator<I, Settled<O>>(name, (context, input) => settle(name, body(context, input)));
}

/** Runs a flow to its end; what it throws is returned as data, for whoever has to go on all the same. */
export function* settle<T>(operation: string, flow: Flow<T>): Flow<Settled<T>> {
  try {
    return { ok: true, value: yield* flow };
  } catch (error) {
    return { ok: false, fault: faultOf(error, operation) };
  }
}

/** Anything but a `StepFault` is a bug of ours: no retry mends it. */
export function faultOf(error: unknown, operation: string): Fault {
  if (error instanceof StepFault) return error.fault;
  return {
    code: "InternalError",
    retry: "never",
    operation,
    message: error instanceof Error ? error.message : String(error),
  };
}

/** Runs one activity, again after transient faults. Throws `StepFault`. */
export function* step<N extends StepName>(
  context: OrchestrationContext,
  name: N,
  input: StepInput<N>,
): Flow<StepOutput<N>> {
  const [settled] = yield* stepAll(context, name, [input]);
  return valueOf(settled as Settled<StepOutput<N>>);
}

/** Runs one activity for each input at once, in rounds: after a round only those that may still succeed run again. Never throws for a fault. */
export function* stepAll<N extends StepName>(
  context: OrchestrationContext,
  name: N,
  inputs: readonly StepInput<N>[],
  policy: RetryPolicy = retryDelaySeconds,
): Flow<Settled<StepOutput<N>>[]> {
  const startedAt = now(context);
  const results: Settled<StepOutput<N>>[] = [];
  let open = inputs.map((_, index) => index);
  for (let attempt = 1; open.length > 0; attempt++) {
    const round = (yield context.df.Task.all(
      open.map((index) => context.df.callActivity(name, inputs[index])),
    )) as Settled<StepOutput<N>>[];
    open.forEach((index, position) => {
      results[index] = round[position] as Settled<StepOutput<N>>;
    });
    const waited = secondsSince(context, startedAt);
    const delays = open.map((index) => faultIn(results[index])).map((fault) => fault && policy(fault, attempt, waited));
    open = open.filter((_, position) => delays[position] !== undefined);
    if (open.length > 0) yield* pause(context, Math.max(...delays.map((delay) => delay ?? 0)));
  }
  return results;
}

function faultIn(settled: Settled<unknown> | undefined): Fault | undefined {
  return settled === undefined || settled.ok ? undefined : settled.fault;
}

export interface SubCall {
  name: string;
  instanceId: string;
  input: unknown;
}

/** Runs sub-orchestrations at once; each ends as data. Their results are as their registrations return them. */
export function* subAll<O>(context: OrchestrationContext, calls: readonly SubCall[]): Flow<Settled<O>[]> {
  if (calls.length === 0) return [];
  const tasks = calls.map((call) => context.df.callSubOrchestrator(call.name, call.input, call.instanceId));
  return (yield context.df.Task.all(tasks)) as Settled<O>[];
}

export function* sub<O>(context: OrchestrationContext, call: SubCall): Flow<O> {
  const [settled] = yield* subAll<O>(context, [call]);
  return valueOf(settled as Settled<O>);
}

export function valueOf<T>(settled: Settled<T>): T {
  if (settled.ok) return settled.value;
  throw new StepFault(settled.fault);
}

export function* pause(context: OrchestrationContext, seconds: number): Flow<void> {
  yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + seconds * 1000));
}

/** ISO 8601, the same on every replay. */
export function now(context: OrchestrationContext): string {
  return nowPlus(context, 0);
}

export function nowPlus(context: OrchestrationContext, seconds: number): string {
  return new Date(context.df.currentUtcDateTime.getTime() + seconds * 1000).toISOString();
}

export function secondsSince(context: OrchestrationContext, startedAt: string): number {
  return (context.df.currentUtcDateTime.getTime() - Date.parse(startedAt)) / 1000;
}

/** The deadline passed while still waiting for `reason`. */
export interface Late {
  kind: "late";
  reason: string;
  code?: FindingCode;
  /** The service would not have it yet. */
  heldUp?: HeldUp;
}

export interface PollOptions {
  expectedSeconds: number;
  deadlineSeconds: number;
  pacing: Pacing;
}

/** Asks until the outcome is no longer `waiting`, or the deadline has passed; never sooner than the service wants. */
export function* pollUntil<T>(
  context: OrchestrationContext,
  options: PollOptions,
  ask: (elapsedSeconds: number) => Flow<Outcome<T>>,
): Flow<Exclude<Outcome<T>, { kind: "waiting" }> | Late> {
  const startedAt = now(context);
  for (;;) {
    const elapsed = secondsSince(context, startedAt);
    const outcome = yield* ask(elapsed);
    if (outcome.kind !== "waiting") return outcome;
    const left = options.deadlineSeconds - elapsed;
    const heldUpSeconds = outcome.heldUp?.seconds ?? 0;
    if (heldUpSeconds > left) yield* pause(context, Math.max(left, 0));
    if (left <= 0 || heldUpSeconds > left) return late(outcome);
    const next = nextPollSeconds(elapsed, options.expectedSeconds, options.pacing);
    yield* pause(context, Math.max(next, heldUpSeconds));
  }
}

function late({ kind: _waiting, ...rest }: Waiting): Late {
  return { kind: "late", ...rest };
}
