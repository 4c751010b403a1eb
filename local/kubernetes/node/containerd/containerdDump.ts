/** The text of `containerd config dump`: the merged configuration over the defaults, in the newest schema version. */
import { NRI_PLUGIN } from "./nriSettings.ts";
import { isTable, type TomlTable, writeToml } from "./toml.ts";

export interface DumpInput {
  configVersion: number;
  tree: TomlTable;
  /** Those that containerd has read. */
  plugins: TomlTable;
  /** Undefined: the plugin does not appear. */
  nri: TomlTable | undefined;
  /** 1.7 writes double quotes, 2.x single ones. */
  quote: '"' | "'";
}

export function containerdDump(input: DumpInput): string {
  const { tree, configVersion, nri, quote } = input;
  const known = Object.entries(input.plugins).filter(([name]) => name.startsWith("io.containerd."));
  const plugins = Object.fromEntries(known);
  delete plugins[NRI_PLUGIN];
  const merged: TomlTable = {
    ...DEFAULTS,
    ...tree,
    version: configVersion,
    grpc: { ...DEFAULTS.grpc, ...tableOrNothing(tree["grpc"]) },
    metrics: { ...DEFAULTS.metrics, ...tableOrNothing(tree["metrics"]) },
    plugins: nri === undefined ? plugins : { ...plugins, [NRI_PLUGIN]: nri },
  };
  return writeToml(merged, quote);
}

function tableOrNothing(value: unknown): TomlTable {
  return isTable(value) ? value : {};
}

const DEFAULTS = {
  disabled_plugins: [],
  imports: [],
  oom_score: 0,
  required_plugins: [],
  root: "/var/lib/containerd",
  state: "/run/containerd",
  grpc: {
    address: "/run/containerd/containerd.sock",
    gid: 0,
    max_recv_message_size: 16777216,
    max_send_message_size: 16777216,
    uid: 0,
  },
  metrics: { address: "", grpc_histogram: false },
};
