/** NRI on one node, as a probe found it. */
import { isNriEffective } from "./containerdConfig.ts";
import type { NodeFacts } from "./nodeFacts.ts";

export interface NriState {
  /** By containerd's effective configuration, imports merged; what runs may be older. */
  nriEffective: boolean;
  /** Something listens on the NRI socket. */
  nriListening: boolean;
  containerdVersion: string;
  /** Of /etc/containerd/config.toml. */
  configSha256: string;
}

/** `dump`: of `containerd config dump`. */
export function nriStateOf({ nriListening, containerdVersion, configSha256 }: NodeFacts, dump: string): NriState {
  return { nriEffective: isNriEffective(dump), nriListening, containerdVersion, configSha256 };
}
