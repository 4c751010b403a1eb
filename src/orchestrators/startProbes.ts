/** A probe pod on each node, for preparing or for verifying. */

import type { NodeRef } from "../domain/nodeRef.ts";
import type { RunScope } from "../domain/orchestrations.ts";
import type { PendingNode } from "../domain/steps.ts";
import { type Flow, type OrchestrationContext, stepAll } from "./durable.ts";

export interface StartProbes {
  scope: RunScope;
  chunk: string;
  purpose: "probe" | "verify";
  nodes: readonly NodeRef[];
  attempt: number;
}

/** Returns the nodes on which no pod could be started. */
export function* startProbes(
  context: OrchestrationContext,
  { scope, chunk, purpose, nodes, attempt }: StartProbes,
): Flow<PendingNode[]> {
  const { run, owner, tolerations, pacing } = scope;
  const inputs = nodes.map((node) => ({
    ...run,
    purpose,
    chunk,
    node,
    attempt,
    owner,
    tolerations,
    deadlineSeconds: pacing.probeDeadlineSeconds,
  }));
  const started = yield* stepAll(context, "startProbe", inputs);
  return nodes.flatMap((node, index) => {
    const settled = started[index];
    if (settled?.ok === false) return [{ node, reason: settled.fault.message, lost: true }];
    const gone = settled?.value.gone;
    return gone === undefined ? [] : [{ node, reason: `the node ${gone}`, lost: true, gone }];
  });
}
