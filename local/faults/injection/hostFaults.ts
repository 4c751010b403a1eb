/** Faults inside the host: work that fails and is done again, completions that are late or come twice. */
import type { DeliveryOf } from "../../host/boundaries.ts";
import type { CompletionFault, WorkFault } from "../../scenarios/faults.ts";
import type { KillMoment } from "../../scenarios/hostKills.ts";
import { createCountdown } from "./countdown.ts";

export interface HostFaultsOptions {
  work: readonly WorkFault[];
  completions: readonly CompletionFault[];
  mayBegin(): boolean;
  onInjected(kind: string): void;
}

export interface HostFaults {
  /** Throws where a piece of work is to fail. */
  onMoment(at: KillMoment, subject: string): void;
  deliveryOf: DeliveryOf;
}

export function createHostFaults({ work, completions, mayBegin, onInjected }: HostFaultsOptions): HostFaults {
  const pieces = createCountdown(work);
  const deliveries = createCountdown(completions);
  return {
    onMoment(at, subject) {
      if (!mayBegin()) return;
      const fault = pieces.next((candidate) => candidate.at === at && isOf(candidate, subject));
      if (fault === undefined) return;
      onInjected(`host ${at} lost`);
      throw new Error(`A fault at ${at} of ${subject}`);
    },
    deliveryOf(activity) {
      const fault = mayBegin() ? deliveries.next((candidate) => isOf(candidate, activity)) : undefined;
      if (fault === undefined) return [0];
      onInjected(`completion ${fault.do}`);
      const late = fault.seconds * 1000;
      return fault.do === "delay" ? [late] : [0, late];
    },
  };
}

function isOf({ of }: { of?: string }, subject: string): boolean {
  return of === undefined || of === subject;
}
