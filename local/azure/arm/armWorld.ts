/** What every part of simulated ARM is given: the world it changes, and the machines that it makes appear. */
import type { NodeProvisioner } from "../../kubernetes/nodeProvisioner.ts";
import type { LatencyOf } from "../../scenarios/latencies.ts";
import type { Clock } from "../../world/clock.ts";
import type { Schedule } from "../../world/schedule.ts";
import type { WorldStore } from "../../world/worldStore.ts";
import type { KubernetesEndpoint } from "./kubeconfig.ts";
import type { CompletePool } from "./poolBody.ts";
import type { ArmSettings } from "./settings.ts";
import type { ArmState } from "./state.ts";

export interface ArmWorld {
  world: WorldStore;
  state: ArmState;
  clock: Clock;
  schedule: Schedule;
  latencyOf: LatencyOf;
  provisioner: NodeProvisioner;
  kubernetes: KubernetesEndpoint;
  settings: ArmSettings;
  /** Where machines are not made: throws the refusal of a pool whose machines are not there. */
  checkMachines?(pool: string, wanted: CompletePool): void;
}
