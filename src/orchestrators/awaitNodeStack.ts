/** The nodes of one pool by one list at a time, and the wait until their stack has settled. */
import type { NodeRef } from "../domain/nodeRef.ts";
import type { PreparePoolInput } from "../domain/orchestrations.ts";
import { done, waiting } from "../domain/outcome.ts";
import type { PoolNodes, StepInput } from "../domain/steps.ts";
import { type Flow, now, pollUntil, secondsSince, step } from "./durable.ts";
import type { PoolRun } from "./poolRun.ts";

type NodesAsked = Partial<Pick<StepInput<"readPoolNodes">, "wanted" | "withNodes" | "without">>;

export function readNodes({ context, input }: PoolRun, asked: NodesAsked = {}): Flow<PoolNodes> {
  const { spec, expectation } = input.pool;
  return step(context, "readPoolNodes", {
    ...input.scope.run,
    pool: spec.name,
    wanted: spec.count,
    expectation,
    ...asked,
  });
}

export function* readJoined(run: PoolRun): Flow<NodeRef[]> {
  const { nodes = [] } = yield* readNodes(run, { withNodes: "joined" });
  return nodes;
}

/**
 * The nodes whose stack has settled; those that have not by the deadline are named. A node that is missing is waited for
 * as long as Azure may take to replace it.
 */
export function* awaitNodeStack(run: PoolRun): Flow<NodeRef[]> {
  const { context, input, members } = run;
  const { pacing } = input.scope;
  const wanted = input.pool.spec.count - members.givenUp.length;
  let shortSince: string | undefined;
  const settled = yield* pollUntil<NodeRef[]>(
    context,
    { expectedSeconds: stackExpectedSeconds(input), deadlineSeconds: pacing.stackDeadlineSeconds, pacing },
    function* () {
      const isLost = shortSince !== undefined && secondsSince(context, shortSince) >= pacing.replacementDeadlineSeconds;
      const found = yield* readNodes(run, { wanted: isLost ? 0 : wanted, without: members.givenUp });
      run.report("settling", found);
      shortSince = found.joined < wanted ? (shortSince ?? now(context)) : undefined;
      return found.nodes === undefined
        ? waiting(`${found.settled} of ${wanted} nodes have their resources`)
        : done(found.nodes, false);
    },
  );
  if (settled.kind !== "done") return members.giveUpStragglers(yield* readNodes(run, { withNodes: "joined" }));
  members.seeSettled(settled.value);
  return settled.value;
}

function stackExpectedSeconds({ pool, scope }: PreparePoolInput): number {
  const { gpuStackExpectedSeconds, rdmaStackExpectedSeconds } = scope.pacing;
  return gpuStackExpectedSeconds + (pool.expectation.rdma > 0 ? rdmaStackExpectedSeconds : 0);
}
