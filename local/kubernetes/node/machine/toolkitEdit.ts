/**
 * How NVIDIA's container toolkit configures containerd on a node. Up to 1.17 it edits config.toml in place; from 1.18
 * it writes a drop-in and adds `imports`. Either way it saves the top-level file anew, without its comments.
 */
import { asStrings, isTable, parseToml, type TomlTable, writeToml } from "../containerd/toml.ts";
import { type FileTree, readText } from "./fileTree.ts";
import { CONTAINERD_CONFIG } from "./imageFiles.ts";

const DROP_IN = "etc/containerd/conf.d/99-nvidia.toml";
const DROP_IN_PATTERN = "/etc/containerd/conf.d/*.toml";

/** `version`: "1.17.8". The same again changes nothing. Throws when the configuration cannot be parsed. */
export function configureToolkit(files: FileTree, version: string): void {
  const config = parseToml(readText(files, CONTAINERD_CONFIG) ?? "");
  if (writesDropIn(version)) {
    files.write(DROP_IN, saved({ version: config["version"] ?? 2, plugins: nvidiaRuntimes(config) }));
    files.write(CONTAINERD_CONFIG, saved({ ...config, imports: withPattern(config["imports"]) }));
  } else {
    files.write(CONTAINERD_CONFIG, saved({ ...config, plugins: nvidiaRuntimes(config) }));
  }
}

function writesDropIn(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 1 || minor >= 18;
}

function withPattern(imports: unknown): string[] {
  const patterns = asStrings(imports) ?? [];
  return patterns.includes(DROP_IN_PATTERN) ? patterns : [...patterns, DROP_IN_PATTERN];
}

const CRI_PLUGINS = ["io.containerd.grpc.v1.cri", "io.containerd.cri.v1.runtime"];

/** All plugins of `config`, the CRI one with the nvidia runtime as its default. */
function nvidiaRuntimes(config: TomlTable): TomlTable {
  const plugins = tableIn(config, "plugins");
  const name = CRI_PLUGINS.find((candidate) => candidate in plugins) ?? "io.containerd.grpc.v1.cri";
  const cri = tableIn(plugins, name);
  const containerd = tableIn(cri, "containerd");
  const runtimes = tableIn(containerd, "runtimes");
  const nvidia = {
    runtime_type: "io.containerd.runc.v2",
    options: { BinaryName: "/usr/local/nvidia/toolkit/nvidia-container-runtime", SystemdCgroup: true },
  };
  const configured = { ...containerd, default_runtime_name: "nvidia", runtimes: { ...runtimes, nvidia } };
  return { ...plugins, [name]: { ...cri, containerd: configured } };
}

function tableIn(table: TomlTable, key: string): TomlTable {
  const inner = table[key];
  return isTable(inner) ? inner : {};
}

function saved(config: TomlTable): string {
  return writeToml(config).trimStart();
}
