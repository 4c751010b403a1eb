/** Requests named by their pools alone: small A100 pools on Ubuntu 22.04 unless said otherwise. */
import type { PreparationRequest } from "../../src/domain/request.ts";
import { A100, aRequest as anAcceptedRequest } from "./requests.ts";

export interface PoolOptions {
  name: string;
  vmSize?: string;
  count?: number;
  osSku?: string;
  zones?: string[];
  labels?: Record<string, string>;
  taints?: string[];
  autoscale?: { min: number; max: number };
}

/** One pool of one A100 node, or the pools that are given. */
export function aRequest(
  nodePools: PoolOptions[] = [{ name: "a100" }],
  changes: Record<string, unknown> = {},
): PreparationRequest {
  return anAcceptedRequest({
    nodePools: nodePools.map((pool) => ({ vmSize: A100, count: 1, osSku: "Ubuntu2204", ...pool })),
    ...changes,
  });
}
