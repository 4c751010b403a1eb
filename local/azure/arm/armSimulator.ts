/**
 * Azure Resource Manager for the routes that the app calls. A request is authenticated, routed, authorised, throttled
 * and then carried out inside one world transaction, so that a refusal never leaves anything half done.
 */
import type { WireHandler, WireRequest, WireResponse } from "../../world/wire.ts";
import { ARM_AUDIENCES, type Tokens } from "../tokens.ts";
import { ArmError, errorResponse } from "./armError.ts";
import type { ArmWorld } from "./armWorld.ts";
import { clusterRoutes } from "./clusterRoutes.ts";
import { clusterWriteRoutes } from "./clusterWriteRoutes.ts";
import { computeRoutes } from "./computeRoutes.ts";
import { featureRoutes, prepareFeatures } from "./featureRoutes.ts";
import { operationRoutes } from "./operationRoutes.ts";
import { permissionRoutes } from "./permissionRoutes.ts";
import { checkPermission } from "./permissions.ts";
import { loseMachine, scalePool } from "./poolEvents.ts";
import { poolRoutes } from "./poolRoutes.ts";
import { preparePoolSteps } from "./poolSteps.ts";
import { createRouter, type Match } from "./router.ts";
import { type ClusterSeed, seedCluster } from "./seedCluster.ts";
import { type ClusterName, clusterKey, openArmState, type StoredCluster } from "./state.ts";
import { createThrottle } from "./throttle.ts";

export interface ArmSimulatorOptions extends Omit<ArmWorld, "state"> {
  tokens: Tokens;
}

export interface ArmSimulator {
  handle: WireHandler;
  /** What Azure RBAC was asked about so far, refused or not: "Microsoft.ContainerService/managedClusters/read". */
  askedActions(): ReadonlySet<string>;
  /** Registers what scheduled events do. Once, before the schedule starts. */
  prepare(): void;
  /** Does nothing when the world already has the cluster. */
  seedCluster(seed: ClusterSeed): void;
  /** For scenarios: a machine that vanishes, by its node's name. */
  loseMachine(cluster: ClusterName, node: string, replaced: boolean): void;
  /** For scenarios: somebody else scales, or the autoscaler does. */
  scalePool(cluster: ClusterName, pool: string, count: number): void;
  /** For scenarios: a cluster that someone else stops, starts or updates. */
  setCluster(name: ClusterName, change: Partial<Pick<StoredCluster, "provisioningState" | "powerState">>): void;
}

export function createArmSimulator(options: ArmSimulatorOptions): ArmSimulator {
  const { tokens, ...given } = options;
  const arm: ArmWorld = { ...given, state: openArmState(given.world) };
  const throttle = createThrottle(arm.clock, arm.settings.throttling);
  const asked = new Set<string>();
  const route = createRouter([
    ...clusterRoutes(arm),
    ...clusterWriteRoutes(arm),
    ...poolRoutes(arm),
    ...operationRoutes(arm),
    ...computeRoutes(arm),
    ...featureRoutes(arm),
    ...permissionRoutes(arm),
  ]);

  function answer(request: WireRequest): WireResponse {
    const objectId = authenticate(tokens, request);
    const match = route(request);
    const { action, bucket } = match.route;
    if (action !== undefined) asked.add(action);
    if (action !== undefined) checkPermission(arm.settings, action, new URL(request.url).pathname, objectId);
    throttle.take(bucket, throttledSubject(match));
    return arm.world.transaction(() => match.route.run(match.call));
  }

  return {
    askedActions: () => asked,
    handle(request) {
      try {
        return answer(request);
      } catch (error) {
        if (error instanceof ArmError) return errorResponse(error);
        throw error;
      }
    },
    prepare() {
      preparePoolSteps(arm);
      prepareFeatures(arm);
    },
    seedCluster: (seed) => seedCluster(arm, seed),
    loseMachine: (cluster, node, replaced) => loseMachine(arm, cluster, node, replaced),
    scalePool: (cluster, pool, count) => scalePool(arm, cluster, pool, count),
    setCluster(name, change) {
      const cluster = arm.state.clusters.get(clusterKey(name));
      if (cluster === undefined) throw new Error(`Simulated ARM has no cluster ${clusterKey(name)}`);
      arm.state.clusters.set(clusterKey(name), { ...cluster, ...change, revision: cluster.revision + 1 });
    },
  };
}

/** A cloud's ARM is also its own audience. Answers the caller's object id. */
function authenticate(tokens: Tokens, request: WireRequest): string {
  const verdict = tokens.verifyBearer(request.headers["authorization"], [
    ...ARM_AUDIENCES,
    new URL(request.url).origin,
  ]);
  if (verdict.accepted) return verdict.claims.oid;
  const code = request.headers["authorization"] === undefined ? "AuthenticationFailed" : "InvalidAuthenticationToken";
  throw new ArmError(401, { code, message: verdict.reason }, { "www-authenticate": "Bearer" });
}

/** AKS counts writes by pool, everything else by subscription. */
function throttledSubject({ route, call }: Match): string {
  const path = new URL(call.request.url).pathname.toLowerCase();
  return route.bucket === "putAgentPool" ? path : path.split("/").slice(0, 3).join("/");
}
