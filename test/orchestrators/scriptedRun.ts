/** The app's own orchestrators on the embedded host, over scripted activities and virtual time, lockstep guard on. */
import * as durable from "durable-functions";
import { onTestFinished } from "vitest";
import type { BoundaryHook } from "../../local/host/boundaries.ts";
import { createHost, type Host } from "../../local/host/host.ts";
import { collectApp } from "../../local/host/loadApp.ts";
import type { InstanceRow } from "../../local/host/store/instances.ts";
import type { FunctionApp } from "../../local/host/worker/functionApp.ts";
import { type Clock, createVirtualClock } from "../../local/world/clock.ts";
import { ORCHESTRATIONS, type PrepareClusterInput } from "../../src/domain/orchestrations.ts";
import type { RecordSummary } from "../../src/domain/record.ts";
import type { PreparationRequest } from "../../src/domain/request.ts";
import type { StepInput, StepName } from "../../src/domain/steps.ts";
import { registerOrchestrators } from "../../src/orchestrators/orchestrators.ts";
import { aRequest } from "../support/preparationRequests.ts";
import { GOOD_STEPS, type StepScript, settled } from "./scriptedSteps.ts";

const START_AT = Date.UTC(2026, 0, 5, 8, 0, 0);

/** As long as the ids of real runs. */
export const PREPARATION_ID = "0b5e7c1a-2f43-4d6b-9a8e-5c7d1e2f3a4b";
export const INSTANCE_ID = "cluster-0123456789abcdef0123456789abcdef";

export interface StepCall<N extends StepName = StepName> {
  step: N;
  input: StepInput<N>;
  /** Seconds since the run began. */
  at: number;
}

export interface ScriptedApp {
  app: FunctionApp;
  clock: Clock;
  calls: StepCall[];
}

export async function aScriptedApp(script: StepScript = {}): Promise<ScriptedApp> {
  const clock = createVirtualClock({ startAt: START_AT });
  const calls: StepCall[] = [];
  const app = await collectApp(() => {
    registerOrchestrators();
    for (const [name, good] of Object.entries(GOOD_STEPS)) {
      const run = (script[name as StepName] ?? good) as (input: unknown, call: number) => unknown;
      const timesCalled = new Map<string, number>();
      durable.app.activity(name, {
        handler: (input: unknown) => {
          calls.push({ step: name, input, at: (clock.now() - START_AT) / 1000 } as StepCall);
          const subject = subjectOf(input);
          const call = (timesCalled.get(subject) ?? 0) + 1;
          timesCalled.set(subject, call);
          return settled(() => run(input, call));
        },
      });
    }
  });
  return { app, clock, calls };
}

/** What a step works on, whatever else its input says. */
function subjectOf(input: unknown): string {
  const { node, pool, release } = input as SubjectInput;
  return [node?.name, typeof pool === "string" ? pool : pool?.spec.name, release?.name].join("/");
}

interface SubjectInput {
  node?: { name: string };
  pool?: string | { spec: { name: string } };
  release?: { name: string };
}

export interface FinishedRun {
  instance: InstanceRow;
  /** What the only call that succeeded saved. */
  record: Omit<RecordSummary, "live">;
  calls: StepCall[];
  host: Host;
  callsOf<N extends StepName>(step: N): StepCall<N>[];
}

export interface RunOptions {
  request?: PreparationRequest;
  script?: StepScript;
  /** Called with every instance's custom status after each of its turns. */
  onStatus?(instanceId: string, customStatus: string): void;
}

/** A whole preparation, from request to record. */
export async function runPreparation(options: RunOptions = {}): Promise<FinishedRun> {
  const scripted = await aScriptedApp(options.script);
  const host = await startHost(scripted, ":memory:", (at, subject) => {
    const status = at === "turn:committed" ? host.inspect.instance(subject)?.customStatus : undefined;
    if (typeof status === "string") options.onStatus?.(subject, status);
  });
  await startPreparation(host, options.request);
  const instance = await host.finished(INSTANCE_ID);
  return finishedRun(host, instance, scripted.calls);
}

export function finishedRun(host: Host, instance: InstanceRow, calls: StepCall[]): FinishedRun {
  const callsOf = <N extends StepName>(step: N) => calls.filter((call): call is StepCall<N> => call.step === step);
  const record = callsOf("saveRecord").at(-1)?.input.record;
  if (record === undefined) throw new Error(`No record was saved: ${instance.status} ${instance.output ?? ""}`);
  return { instance, record, calls, host, callsOf };
}

export async function startHost(
  { app, clock }: ScriptedApp,
  storeFile: string,
  onBoundary: BoundaryHook = () => {},
): Promise<Host> {
  const host = createHost({ app, clock, storeFile, onBoundary });
  onTestFinished(() => host.crash());
  await host.start();
  return host;
}

export async function startPreparation(host: Host, request: PreparationRequest = aRequest()): Promise<void> {
  const input: PrepareClusterInput = { preparationId: PREPARATION_ID, request };
  const path = `/durabletask/orchestrators/${ORCHESTRATIONS.prepareCluster}/${INSTANCE_ID}`;
  const response = await host.request({ method: "POST", url: path, body: JSON.stringify(input) });
  if (response.status !== 202) throw new Error(`The run was not started: ${response.status} ${response.text}`);
}
