/** Simulated Azure for a cluster that a kubeconfig reaches: it hands that kubeconfig out, and makes no machines. */
import { ArmError, errorResponse } from "../azure/arm/armError.ts";
import { createArmSimulator } from "../azure/arm/armSimulator.ts";
import { type ClusterName, clusterKey } from "../azure/arm/state.ts";
import { createIdentitySimulator } from "../azure/identitySimulator.ts";
import { createTablesSimulator } from "../azure/tables/tablesSimulator.ts";
import { createTokens } from "../azure/tokens.ts";
import { IDENTITY_SECRET, type SimulatorName } from "../simulators.ts";
import type { Clock } from "../world/clock.ts";
import { createSchedule } from "../world/schedule.ts";
import type { WireHandler } from "../world/wire.ts";
import type { WorldStore } from "../world/worldStore.ts";
import { createAdoptedPools, NO_MACHINES } from "./adoptedPools.ts";
import type { ClusterReads } from "./clusterReads.ts";
import type { GivenCluster } from "./readKubeconfig.ts";

export type AzureName = Exclude<SimulatorName, "kubernetes" | "receiver">;

export interface AzureBesideClusterOptions {
  world: WorldStore;
  clock: Clock;
  given: GivenCluster;
  reads: ClusterReads;
  /** What Azure calls it. */
  cluster: ClusterName;
  location: string;
  /** "1.34.2". */
  kubernetesVersion: string;
}

/** Runs from now on. */
export function createAzureBesideCluster(options: AzureBesideClusterOptions): Record<AzureName, WireHandler> {
  const { world, clock, given, reads, cluster, location, kubernetesVersion } = options;
  const schedule = createSchedule(world, clock);
  const tokens = createTokens({ clock });
  const pools = createAdoptedPools(world, clusterKey(cluster), reads);
  const arm = createArmSimulator({
    ...{ world, clock, schedule, tokens },
    latencyOf: () => 0,
    provisioner: NO_MACHINES,
    kubernetes: { kubeconfig: given.kubeconfig },
    settings: {},
    checkMachines: pools.checkMachines,
  });
  arm.prepare();
  arm.seedCluster({ ...cluster, location, kubernetesVersion, pools: [] });
  schedule.start();
  return {
    arm: async (request) => {
      try {
        if (/\/agentpools(\/|\?|$)/i.test(request.url)) await pools.refresh();
      } catch (error) {
        return errorResponse(new ArmError(503, { code: "ServiceUnavailable", message: String(error) }));
      }
      return arm.handle(request);
    },
    tables: createTablesSimulator({ world, clock, tokens }).handle,
    identity: createIdentitySimulator({ tokens, secret: IDENTITY_SECRET }).handle,
  };
}
