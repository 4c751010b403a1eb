/** What is there before anything is changed. */
import type { ReleaseView } from "./helmRelease.ts";
import type { ManagedClusterView, NodePoolView } from "./nodePool.ts";

export interface Inventory {
  /** Undefined: no such cluster; the rest is then empty. */
  cluster: ManagedClusterView | undefined;
  nodePools: NodePoolView[];
  releases: ReleaseView[];
}
