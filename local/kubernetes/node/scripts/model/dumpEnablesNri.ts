/** The model of patch.sh's dump_enables_nri: whether a configuration dump has NRI on and somebody to open its socket. */
import { linesRead } from "./linesRead.ts";

const NRI_HEADERS = [`[plugins."io.containerd.nri.v1.nri"]`, `[plugins.'io.containerd.nri.v1.nri']`];
const NEEDED_PLUGIN = /io\.containerd\.(nri\.v1\.nri|grpc\.v1\.cri|cri\.v1\.)|["']cri["']/;

export function dumpEnablesNri(dump: string): boolean {
  let inNri = false;
  let enabled = false;
  let closed = false;
  for (const line of linesRead(dump).map((text) => text.replace(/^[ \t]+/, ""))) {
    if (line.startsWith("[")) inNri = NRI_HEADERS.includes(line);
    else if (line === "disable = false") enabled ||= inNri;
    else if (line === "disable_connections = true") closed ||= inNri;
    else if (line.startsWith("disabled_plugins = ") && NEEDED_PLUGIN.test(line)) return false;
  }
  return enabled && !closed;
}
