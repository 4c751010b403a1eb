/** The two long texts of a probe, from its pod's log, each checked against the hash in the facts. */
import { sha256 } from "./hash.ts";
import type { NodeFacts } from "./nodeFacts.ts";

export interface ContainerdTexts {
  /** /etc/containerd/config.toml, byte for byte. */
  config: string;
  /** `containerd config dump`. */
  dump: string;
}

/** Undefined: the log is cut or garbled; nothing may be decided from it. */
export function parseProbeLog(log: string, facts: NodeFacts): ContainerdTexts | undefined {
  const config = section(log, "config", facts.configSha256);
  const dump = section(log, "dump", facts.dumpSha256);
  return config === undefined || dump === undefined ? undefined : { config, dump };
}

/** The script prints one newline after each text, which may or may not have one of its own: the hash tells. */
function section(log: string, name: string, hash: string): string | undefined {
  const begin = `-----BEGIN ${name}-----\n`;
  const start = log.indexOf(begin);
  const end = log.indexOf(`\n-----END ${name}-----`, start);
  if (start < 0 || end < 0) return undefined;
  const text = log.slice(start + begin.length, end);
  return sha256(text) === hash ? text : undefined;
}
