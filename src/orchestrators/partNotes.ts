/** What a part of a run has done and found so far. It is kept whatever happens later: a fault must not make changes disappear from the record. */
import type { Finding } from "../domain/findings.ts";
import type { PartResult } from "../domain/orchestrations.ts";
import { addChanges, type Changes, NO_CHANGES, type Timing } from "../domain/record.ts";
import { type Flow, settle } from "./durable.ts";
import { faultFinding } from "./faultFinding.ts";

export class PartNotes implements PartResult {
  changes: Changes = NO_CHANGES;
  readonly findings: Finding[] = [];
  readonly timings: Timing[] = [];

  changed(changes: Partial<Changes>): void {
    this.changes = addChanges(this.changes, changes);
  }

  found(...findings: readonly Finding[]): void {
    this.findings.push(...findings);
  }

  /** A warning is no failure. */
  get hasFailed(): boolean {
    return this.findings.some(({ severity }) => severity !== "warn");
  }

  result(): PartResult {
    const { changes, findings, timings } = this;
    return { changes, findings, timings };
  }
}

/** Carries a part's work out. A fault that ends it becomes its last finding. */
export function* runPart(subject: string, notes: PartNotes, work: Flow<void>): Flow<PartResult> {
  const settled = yield* settle(subject, work);
  if (!settled.ok) notes.found(faultFinding(settled.fault, subject));
  return notes.result();
}
