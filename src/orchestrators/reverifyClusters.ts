/**
 * reverifyClusters: every cluster of the registry that asks for it, verified by itself.
 *  1 list them
 *  2 lanes in parallel; in a lane one cluster after the other, each at a moment of its own
 * A cluster that fails is a verdict in its own history, and holds up nobody but those behind it in its lane.
 */
import { ORCHESTRATIONS, type ReverifyClustersInput, type ReverifyLaneInput } from "../domain/orchestrations.ts";
import { laneInstanceId, planTick, type ScheduledVerification } from "../domain/reverification.ts";
import {
  type Flow,
  type OrchestrationContext,
  pause,
  registerOrchestrator,
  registerSubOrchestrator,
  settle,
  step,
  subAll,
} from "./durable.ts";
import { verifyRegistered } from "./verifyRegistered.ts";

export function registerReverifyClusters(): void {
  registerOrchestrator(ORCHESTRATIONS.reverifyClusters, reverifyClusters);
  registerSubOrchestrator(ORCHESTRATIONS.reverifyLane, reverifyLane);
  registerSubOrchestrator(ORCHESTRATIONS.reverifyCluster, reverifyCluster);
}

interface TickOutput {
  clusters: number;
}

function* reverifyClusters(context: OrchestrationContext, { tick }: ReverifyClustersInput): Flow<TickOutput> {
  const listed = yield* settle("listScheduled", step(context, "listScheduled", {}));
  if (!listed.ok) return { clusters: 0 };
  const { clusters } = listed.value;
  const lanes = planTick(tick, clusters).map((scheduled, lane) => ({
    name: ORCHESTRATIONS.reverifyLane,
    instanceId: laneInstanceId(tick, lane),
    input: { scheduled } satisfies ReverifyLaneInput,
  }));
  yield* subAll(context, lanes);
  return { clusters: clusters.length };
}

function* reverifyLane(context: OrchestrationContext, { scheduled }: ReverifyLaneInput): Flow<null> {
  for (const one of scheduled) {
    yield* subAll(context, [{ name: ORCHESTRATIONS.reverifyCluster, instanceId: one.instanceId, input: one }]);
  }
  return null;
}

/** Left out while a preparation or another verification of the cluster runs. */
function* reverifyCluster(context: OrchestrationContext, scheduled: ScheduledVerification): Flow<null> {
  const { verificationId, cluster, instanceId, jitterSeconds } = scheduled;
  yield* pause(context, jitterSeconds);
  const accepted = yield* step(context, "acceptVerification", { id: verificationId, cluster, instanceId });
  if (accepted.kind === "claimed") yield* verifyRegistered(context, { verificationId, cluster, level: "L2" });
  return null;
}
