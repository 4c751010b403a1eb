/**
 * What containerd makes of a configuration file, as far as NRI is concerned: a pure model of the behaviour that was
 * measured on 1.7.24 and 2.1.9. It decides what the simulated `containerd config dump` prints and whether a restart
 * succeeds.
 */
import { containerdDump } from "./containerdDump.ts";
import { type ContainerdMajor, majorOf, newestConfigVersion } from "./containerdVersion.ts";
import { type ImportReader, isPattern, loadConfigTree } from "./loadConfigTree.ts";
import { NRI_PLUGIN, nriSettings } from "./nriSettings.ts";
import { asStrings, isTable, type TomlTable } from "./toml.ts";

/** `startError`: `config dump` takes the files, and a start does not. */
export type ContainerdEvaluation = { error: string } | { dump: string; nriEnabled: boolean; startError?: string };

/** `text` undefined: the file is missing. `version`: "1.7.34", "2.3.3". Never throws. */
export function evaluateContainerdConfig(
  text: string | undefined,
  imports: ImportReader,
  version: string,
): ContainerdEvaluation {
  const major = majorOf(version);
  try {
    const tree = text === undefined ? missingFile(major) : loadConfigTree(text, imports, version);
    const isVersion1 = [undefined, 0, 1].includes(tree["version"] as number | undefined);
    const plugins = pluginsOf(tree, major);
    checkRoot(tree, isVersion1);
    const evaluation = evaluateTree(tree, major === 1 && isVersion1 ? {} : plugins, version);
    const startError = major === 2 ? startErrorOf(tree, imports) : undefined;
    return { ...evaluation, ...(startError === undefined ? {} : { startError }) };
  } catch (error) {
    return { error: `containerd: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** containerd 2 watches its imports, and misses a file only then. */
function startErrorOf(tree: TomlTable, imports: ImportReader): string | undefined {
  if (Number(tree["version"] ?? 0) < 0) return "panic: runtime error: index out of range";
  const missing = stringList(tree, "imports").find((pattern) => !isPattern(pattern) && imports(pattern).length === 0);
  return missing === undefined ? undefined : `containerd: open ${missing}: no such file or directory`;
}

function missingFile(major: ContainerdMajor): TomlTable {
  if (major === 1) throw new Error("failed to load TOML: open /etc/containerd/config.toml: no such file or directory");
  return {};
}

function evaluateTree(
  tree: TomlTable,
  plugins: TomlTable,
  version: string,
): Exclude<ContainerdEvaluation, { error: string }> {
  const major = majorOf(version);
  if (major === 1) refuseForeignPluginNames(plugins);
  const settings = nriSettings(plugins[NRI_PLUGIN], major);
  const disabledPlugins = stringList(tree, "disabled_plugins");
  const named = disabledPlugins.includes(NRI_PLUGIN);
  return {
    dump: containerdDump({
      configVersion: newestConfigVersion(version),
      tree,
      plugins,
      nri: named && major === 1 ? undefined : settings,
      quote: major === 1 ? '"' : "'",
    }),
    nriEnabled:
      ![NRI_PLUGIN, ...CRI].some((name) => disabledPlugins.includes(name)) &&
      settings["disable"] === false &&
      settings["disable_connections"] === false,
  };
}

/** Whoever disables it, or one of its parts, leaves NRI without somebody to open its socket. */
const CRI = ["cri", "io.containerd.grpc.v1.cri", "io.containerd.cri.v1.images", "io.containerd.cri.v1.runtime"];

/** An unquoted `[plugins.io.containerd.nri.v1.nri]` makes a plugin called "io": 1.7 refuses it, 2.x has no use for it. */
function refuseForeignPluginNames(plugins: TomlTable): void {
  for (const name of Object.keys(plugins)) {
    if (!name.startsWith("io.containerd.")) {
      throw new Error(`invalid plugin key URI "${name}" expect io.containerd.x.vx`);
    }
  }
}

function pluginsOf(tree: TomlTable, major: ContainerdMajor): TomlTable {
  const plugins = tree["plugins"] ?? {};
  const isWhole = isTable(plugins) && (major === 2 || Object.values(plugins).every(isTable));
  if (!isWhole) throw new Error("toml: cannot decode plugins: expected a table");
  return plugins;
}

const ROOT_TYPES: Readonly<Record<string, string>> = { root: "string", state: "string", oom_score: "number" };

function checkRoot(tree: TomlTable, isVersion1: boolean): void {
  for (const [key, type] of Object.entries(ROOT_TYPES)) {
    const value = tree[key];
    if (value !== undefined && typeof value !== type) throw new Error(`toml: cannot decode ${key}: expected a ${type}`);
  }
  const short = stringList(tree, "disabled_plugins").find((name) => !/^io\.containerd\.[^.]+\.v[^.]+/.test(name));
  if (short !== undefined && !isVersion1) {
    throw new Error(`invalid disabled plugin URI "${short}" expect io.containerd.x.vx`);
  }
}

function stringList(tree: TomlTable, key: string): string[] {
  const strings = asStrings(tree[key] ?? []);
  if (strings === undefined) throw new Error(`toml: cannot decode ${key}: expected an array of strings`);
  return strings;
}
