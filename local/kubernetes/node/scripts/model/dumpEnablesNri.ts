/** The model of patch.sh's dump_enables_nri: whether a configuration dump has NRI on. */
import { linesRead } from "./facts.ts";

const NRI_HEADERS = [`[plugins."io.containerd.nri.v1.nri"]`, `[plugins.'io.containerd.nri.v1.nri']`];

export function dumpEnablesNri(dump: string): boolean {
  let inNri = false;
  let enabled = false;
  for (const line of linesRead(dump).map((text) => text.replace(/^[ \t]+/, ""))) {
    if (line.startsWith("[")) inNri = NRI_HEADERS.includes(line);
    else if (line === "disable = false") enabled ||= inNri;
    else if (line.startsWith("disabled_plugins = ") && line.includes("io.containerd.nri.v1.nri")) return false;
  }
  return enabled;
}
