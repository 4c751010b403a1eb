/** The two long texts of a probe, from its pod's log, each checked against the hash in the facts. */
import { sha256 } from "./hash.ts";
import type { NodeFacts } from "./nodeFacts.ts";

export interface ContainerdTexts {
  /** /etc/containerd/config.toml, byte for byte. Empty as well when there is no such file, or only a link. */
  config: string;
  /** `containerd config dump`. */
  dump: string;
}

/** Undefined: the log is cut or garbled, or a text changed while it was read; nothing may be decided from it. */
export function parseProbeLog(log: string, facts: NodeFacts): ContainerdTexts | undefined {
  const config = hasConfigFile(facts) ? section(log, "config", facts.configSha256) : "";
  const dump = section(log, "dump", facts.dumpSha256);
  return config === undefined || dump === undefined ? undefined : { config, dump };
}

/** Whether config.toml is a file that can be replaced: a probe leaves its hash out otherwise. */
export function hasConfigFile({ configSha256 }: NodeFacts): boolean {
  return configSha256 !== "";
}

const NOTHING = sha256("");

/** The script prints one newline after each text, which may or may not have one of its own, and any line: the hash tells. */
function section(log: string, name: string, hash: string): string | undefined {
  // Where there was nothing to print, what the command complained about stands in its place.
  if (hash === NOTHING) return "";
  const begin = `-----BEGIN ${name}-----\n`;
  const ends = offsetsOf(log, `\n-----END ${name}-----`);
  const texts = offsetsOf(log, begin).flatMap((start) => ends.map((end) => log.slice(start + begin.length, end)));
  return texts.find((text) => sha256(text) === hash);
}

function offsetsOf(log: string, marker: string): number[] {
  const offsets: number[] = [];
  for (let at = log.indexOf(marker); at >= 0; at = log.indexOf(marker, at + 1)) offsets.push(at);
  return offsets;
}
