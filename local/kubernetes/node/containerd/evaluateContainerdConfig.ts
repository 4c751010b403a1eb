/**
 * What containerd makes of a configuration file, as far as NRI is concerned: a pure model of the behaviour that was
 * measured on 1.7.24 and 2.1.9. It decides what the simulated `containerd config dump` prints and whether a restart
 * succeeds.
 */
import { containerdDump } from "./containerdDump.ts";
import { type ContainerdMajor, majorOf, newestConfigVersion } from "./containerdVersion.ts";
import { type ImportReader, loadConfigTree } from "./loadConfigTree.ts";
import { NRI_PLUGIN, nriSettings } from "./nriSettings.ts";
import { asStrings, isTable, type TomlTable } from "./toml.ts";

export type ContainerdEvaluation = { error: string } | { dump: string; nriEnabled: boolean };

/** `text` undefined: the file is missing. `version`: "1.7.34", "2.3.3". Never throws. */
export function evaluateContainerdConfig(
  text: string | undefined,
  imports: ImportReader,
  version: string,
): ContainerdEvaluation {
  const major = majorOf(version);
  try {
    const tree = text === undefined ? missingFile(major) : loadConfigTree(text, imports, version);
    const pluginsRead = !(major === 1 && tree["version"] === undefined);
    return evaluateTree(tree, pluginsRead ? pluginsOf(tree) : {}, version);
  } catch (error) {
    return { error: `containerd: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function missingFile(major: ContainerdMajor): TomlTable {
  if (major === 1) throw new Error("failed to load TOML: open /etc/containerd/config.toml: no such file or directory");
  return {};
}

function evaluateTree(tree: TomlTable, plugins: TomlTable, version: string): ContainerdEvaluation {
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
    nriEnabled: !named && settings.disable === false,
  };
}

/** An unquoted `[plugins.io.containerd.nri.v1.nri]` makes a plugin called "io": 1.7 refuses it, 2.x has no use for it. */
function refuseForeignPluginNames(plugins: TomlTable): void {
  for (const name of Object.keys(plugins)) {
    if (!name.startsWith("io.containerd.")) {
      throw new Error(`invalid plugin key URI "${name}" expect io.containerd.x.vx`);
    }
  }
}

function pluginsOf(tree: TomlTable): TomlTable {
  const plugins = tree["plugins"] ?? {};
  if (!isTable(plugins)) throw new Error("toml: cannot decode plugins: expected a table");
  return plugins;
}

function stringList(tree: TomlTable, key: string): string[] {
  const strings = asStrings(tree[key] ?? []);
  if (strings === undefined) throw new Error(`toml: cannot decode ${key}: expected an array of strings`);
  return strings;
}
