/** The nodes of one pool by one list at a time, and the wait until their stack has settled. */
import type { NodeRef } from "../domain/nodeRef.ts";
import type { PreparePoolInput } from "../domain/orchestrations.ts";
import { done, waiting } from "../domain/outcome.ts";
import type { PlannedPool } from "../domain/plannedPool.ts";
import type { PoolNodes, StepInput } from "../domain/steps.ts";
import { type Flow, now, pollUntil, secondsSince, step } from "./durable.ts";
import type { PoolRun } from "./poolRun.ts";

/** Everything that there is; `wanted`: how many nodes the pool shall have now, those that were given up not counted. */
export type WantedNodes = PoolNodes & { wanted: number };

/** `askedFor`: left out, how many nodes the pool shall have is its own to say. */
export function* readNodes(
  { context, input, members }: PoolRun,
  asked: { withNodes?: "joined"; askedFor?: number } = {},
): Flow<WantedNodes> {
  const { askedFor, withNodes } = asked;
  const without = withNodes === undefined ? members.givenUp : [];
  const found = yield* step(context, "readPoolNodes", {
    ...input.scope.run,
    ...nodesWanted(input.pool, askedFor),
    ...(withNodes === undefined ? { without } : { withNodes }),
  });
  return { wanted: input.pool.spec.count - without.length, ...found };
}

export function nodesWanted({ spec, expectation }: PlannedPool, askedFor?: number): NodesWanted {
  const { name: pool, count, autoscale } = spec;
  const follows = autoscale !== undefined && askedFor === undefined;
  return { pool, wanted: askedFor ?? count, expectation, ...(follows ? { autoscale } : {}) };
}

type NodesWanted = Pick<StepInput<"readPoolNodes">, "pool" | "wanted" | "expectation" | "autoscale">;

/**
 * The nodes whose stack has settled; those that have not by the deadline are named. A node that is missing is waited for
 * as long as Azure may take to replace it. When the cluster's stack has failed, what is there already gets the time that
 * it usually takes, and no more.
 */
export function* awaitNodeStack(run: PoolRun): Flow<NodeRef[]> {
  const { context, input, members } = run;
  const { pacing } = input.scope;
  const expectedSeconds = stackExpectedSeconds(input);
  let shortSince: string | undefined;
  const settled = yield* pollUntil<NodeRef[] | "givenUp">(
    context,
    { expectedSeconds, deadlineSeconds: pacing.stackDeadlineSeconds, pacing },
    function* (elapsedSeconds) {
      const isLost = shortSince !== undefined && secondsSince(context, shortSince) >= pacing.replacementDeadlineSeconds;
      const found = yield* readNodes(run, isLost ? { askedFor: 0 } : {});
      run.report("settling", found);
      if (!isLost) shortSince = found.joined < found.wanted ? (shortSince ?? now(context)) : undefined;
      if (found.stackFailure !== undefined && elapsedSeconds >= expectedSeconds) return done("givenUp", false);
      return found.nodes === undefined
        ? waiting(`${found.settled} of ${Math.max(found.wanted, found.joined)} nodes have their resources`)
        : done(found.nodes, false);
    },
  );
  if (settled.kind !== "done" || settled.value === "givenUp")
    return members.giveUpStragglers(yield* readNodes(run, { withNodes: "joined" }));
  members.seeSettled(settled.value);
  return settled.value;
}

function stackExpectedSeconds({ pool, scope }: PreparePoolInput): number {
  const { gpuStackExpectedSeconds, rdmaStackExpectedSeconds } = scope.pacing;
  return gpuStackExpectedSeconds + (pool.expectation.rdma > 0 ? rdmaStackExpectedSeconds : 0);
}
