/** What every operation of the API server gets: the request as understood so far, and the world around it. */

import type { Clock } from "../../world/clock.ts";
import type { WorldStore } from "../../world/worldStore.ts";
import type { PodExec, PodLogs } from "../cluster.ts";
import type { KubeStore } from "../store/objectStore.ts";
import type { AccessControl, IsAllowed, User } from "./access/accessControl.ts";
import type { AdmissionRule } from "./access/admission.ts";
import type { KindRegistry } from "./kinds/kindRegistry.ts";
import type { ResourceKind } from "./kinds/resourceKind.ts";

export interface ApiContext {
  world: WorldStore;
  store: KubeStore;
  clock: Clock;
  kinds: KindRegistry;
  logs: PodLogs;
  /** Absent in a cluster without kubelets. */
  exec: PodExec | undefined;
  admission: readonly AdmissionRule[];
  isAllowed: IsAllowed;
  rulesOf: AccessControl["rulesOf"];
}

export interface ApiRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  text: string;
  user: User;
  signal: AbortSignal | undefined;
}

/** What a request is about. */
export interface Target {
  kind: ResourceKind;
  namespace: string | undefined;
  /** Absent: the collection. */
  name: string | undefined;
  subresource: string | undefined;
}

/** A target that is one object. */
export type ObjectTarget = Target & { name: string };
