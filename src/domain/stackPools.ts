/** The GPU pools that a cluster's stack must serve. */
import { type Catalog, findSize } from "./catalog.ts";
import type { NodePoolView } from "./nodePool.ts";
import type { PlannedPool } from "./plannedPool.ts";
import type { StackPool } from "./stack.ts";

/** The pools of the request as they will be, and the cluster's other GPU pools as they are. */
export function stackPools(
  planned: readonly PlannedPool[],
  existing: readonly NodePoolView[],
  catalog: Catalog,
): StackPool[] {
  const names = new Set(planned.map((pool) => pool.spec.name));
  const others = existing.filter((pool) => !names.has(pool.name));
  return [
    ...planned.map(({ spec, expectation }) => ({ taints: spec.taints, rdma: expectation.rdma > 0 })),
    ...others.flatMap(({ vmSize, taints }) => {
      const size = findSize(catalog, vmSize);
      return size === undefined ? [] : [{ taints, rdma: size.rdma > 0 }];
    }),
  ];
}
