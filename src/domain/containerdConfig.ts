/**
 * Is NRI effective in this containerd, and if not, what must its config file say? Pure. Whatever cannot be done safely,
 * or would not help, is refused with the reason (facts-azure-kubernetes.md, section C).
 */
import {
  disablesNriPlugin,
  NRI_PLUGIN,
  nriSwitch,
  parseContainerdConfig,
  type TomlTable,
} from "./containerdDocument.ts";
import { switchNriOn } from "./nriEdit.ts";

export interface ContainerdState {
  /** /etc/containerd/config.toml. */
  config: string;
  /** `containerd config dump`: imports merged, defaults filled in. */
  dump: string;
  /** "1.7.34". */
  version: string;
}

export type NriDecision =
  | { kind: "effective" }
  | { kind: "edit"; newConfig: string }
  | { kind: "refuse"; reason: string; action: string };

export function decideNri(state: ContainerdState): NriDecision {
  if (isNriEffective(state.dump)) return { kind: "effective" };
  const config = parseContainerdConfig(state.config);
  if (config === undefined) {
    return refuse("config.toml is not valid TOML", "Repair the file, or re-image the node, and run again.");
  }
  const obstacle = obstacleInFile(config, state.version) ?? obstacleElsewhere(config, state);
  if (obstacle !== undefined) return obstacle;
  const newConfig = switchNriOn(state.config);
  if (newConfig !== undefined) return { kind: "edit", newConfig };
  return refuse(
    "config.toml is written in a way that cannot be edited without touching other settings",
    `Add [plugins."${NRI_PLUGIN}"] with disable = false by hand, restart containerd, and run again.`,
  );
}

/** From the effective configuration. Unreadable: not effective. */
export function isNriEffective(dump: string): boolean {
  const document = parseContainerdConfig(dump);
  return document !== undefined && !disablesNriPlugin(document) && nriSwitch(document) === false;
}

function obstacleInFile(config: TomlTable, containerdVersion: string): NriDecision | undefined {
  if (disablesNriPlugin(config)) {
    return refuse(
      "disabled_plugins names NRI: somebody switched it off on purpose",
      "Remove it from disabled_plugins and run again.",
    );
  }
  if (!isContainerd1(containerdVersion) || config["version"] === 2) return undefined;
  return refuse(
    `config.toml does not say version = 2: containerd ${containerdVersion} ignores or refuses its NRI section`,
    "Bring the file to version = 2 and run again.",
  );
}

/** What an edit of config.toml would not change. */
function obstacleElsewhere(config: TomlTable, { dump, version }: ContainerdState): NriDecision | undefined {
  const effective = parseContainerdConfig(dump);
  if (effective === undefined || Object.keys(effective).length === 0) {
    return refuse(
      "containerd does not tell its effective configuration: it cannot read its own files",
      "Run containerd config dump on the node, mend what it names, and run again.",
    );
  }
  const isOffByDefault = isContainerd1(version) && nriSwitch(config) === undefined;
  if (!disablesNriPlugin(effective) && (isOffByDefault || nriSwitch(config) === true)) return undefined;
  return refuse(
    "config.toml does not switch NRI off, and yet it is off: a file that it imports says otherwise",
    "Switch NRI on in the imported file (see imports in config.toml), and run again.",
  );
}

function isContainerd1(version: string): boolean {
  return version.startsWith("1.");
}

function refuse(reason: string, action: string): NriDecision {
  return { kind: "refuse", reason, action };
}
