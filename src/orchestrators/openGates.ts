/**
 * Lets workloads on the nodes that have their certificate, whether or not this run asked for the gate: the taint is ours
 * and says that a node is unprepared. A node that is not ready keeps it. Never throws for a fault: what was verified
 * stands.
 */
import { type KeptGate, keptGates } from "../domain/gate.ts";
import type { PartResult } from "../domain/orchestrations.ts";
import type { Settled } from "../domain/outcome.ts";
import type { PlannedPool } from "../domain/plannedPool.ts";
import type { RunRef, StepOutput } from "../domain/steps.ts";
import { type Flow, type OrchestrationContext, stepAll } from "./durable.ts";
import { faultFinding } from "./faultFinding.ts";
import { PartNotes } from "./partNotes.ts";

interface PoolGates {
  pool: string;
  kept: KeptGate[];
  /** The last node that has been looked at; undefined: none yet, or all. */
  after?: string | undefined;
}

/** Every pool at once, page by page. */
export function* openGates(
  context: OrchestrationContext,
  run: RunRef,
  pools: readonly PlannedPool[],
): Flow<PartResult> {
  const notes = new PartNotes();
  let open = pools.map(({ spec }): PoolGates => ({ pool: spec.name, kept: [] }));
  while (open.length > 0) {
    const inputs = open.map(({ pool, after }) => ({ ...run, pool, ...(after === undefined ? {} : { after }) }));
    const pages = yield* stepAll(context, "openGates", inputs);
    open.forEach((gates, index) => notePage(notes, gates, pages[index]));
    open = open.filter(({ after }) => after !== undefined);
  }
  const { changes, findings, timings } = notes;
  return { changes, findings, timings };
}

function notePage(notes: PartNotes, gates: PoolGates, page: Settled<StepOutput<"openGates">> | undefined): void {
  gates.after = page?.ok === true ? page.value.next : undefined;
  if (page?.ok === true) {
    notes.changed({ kubernetes: page.value.changed });
    gates.kept.push(...page.value.kept);
  }
  if (gates.after === undefined) notes.found(...keptGates(gates.pool, gates.kept));
  if (page?.ok === false) notes.found(faultFinding(page.fault, `pool/${gates.pool}`));
}
