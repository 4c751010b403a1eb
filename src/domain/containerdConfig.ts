/**
 * Is NRI effective in this containerd, and if not, what must its config file say? Pure. Whatever cannot be done safely,
 * or would not help, is refused with the reason (facts-azure-kubernetes.md, section C).
 */
import {
  capitalizedKey,
  disabledNeededPlugin,
  NRI_PLUGIN,
  nriSwitch,
  parseContainerdConfig,
  readContainerdConfig,
  refusesConnections,
  type TomlTable,
} from "./containerdDocument.ts";
import { switchNriOn } from "./nriEdit.ts";
import { hasEscapedHeader } from "./tomlLines.ts";

const BYTE_ORDER_MARK = "\uFEFF";

export interface ContainerdState {
  /** /etc/containerd/config.toml. */
  config: string;
  /** `containerd config dump`: imports merged, defaults filled in. */
  dump: string;
  /** "1.7.34". */
  version: string;
  /** Of the files that the dump names as imports, one that is not there; "": none, or the dump did not come. */
  missingImport: string;
}

export interface NriRefusal {
  kind: "refuse";
  reason: string;
  action: string;
}

/** Effective: by the files. Where nobody listens all the same it takes a restart, see `obstacleToRestart`. */
export type NriDecision = { kind: "effective" } | { kind: "edit"; newConfig: string } | NriRefusal;

export function decideNri(state: ContainerdState): NriDecision {
  if (isNriEffective(state.dump)) return { kind: "effective" };
  if (state.config.startsWith(BYTE_ORDER_MARK) && !isContainerd1(state.version)) {
    return refuse(
      `config.toml begins with a byte order mark, which containerd ${state.version} refuses`,
      "Save the file as UTF-8 without a byte order mark, or re-image the node, and run again.",
    );
  }
  const config = readContainerdConfig(state.config);
  if ("error" in config) {
    return refuse(
      `config.toml is not valid TOML (${config.error})`,
      "Repair the file, or re-image the node, and run again.",
    );
  }
  const obstacle =
    obstacleInFile(config.table, state) ?? obstacleElsewhere(config.table, state) ?? obstacleToRestart(state);
  if (obstacle !== undefined) return obstacle;
  const newConfig = switchNriOn(state.config);
  if (newConfig !== undefined) return { kind: "edit", newConfig };
  return refuse(
    "config.toml is written in a way that cannot be edited without touching other settings",
    `Add [plugins."${NRI_PLUGIN}"] with disable = false by hand, restart containerd, and run again.`,
  );
}

/** Why containerd would not start again, whatever the files say of NRI; the one that runs is better left alone. */
export function obstacleToRestart({ missingImport }: Pick<ContainerdState, "missingImport">): NriRefusal | undefined {
  if (missingImport === "") return undefined;
  return refuse(
    `config.toml imports ${missingImport}, which is not there (or is an absolute link): containerd would not start again`,
    "Put a file there, or take the path out of imports (a pattern with * may find nothing), and run again.",
  );
}

/** From the effective configuration: NRI is on, and plugins can reach it. Unreadable: not effective. */
export function isNriEffective(dump: string): boolean {
  const document = parseContainerdConfig(dump);
  return document !== undefined && !hasNoSocket(document) && nriSwitch(document) === false;
}

function hasNoSocket(document: TomlTable): boolean {
  return disabledNeededPlugin(document) !== undefined || refusesConnections(document);
}

function obstacleInFile(table: TomlTable, { config, version }: ContainerdState): NriRefusal | undefined {
  const disabled = disabledNeededPlugin(table);
  if (disabled !== undefined) {
    return refuse(
      disabled === NRI_PLUGIN
        ? "disabled_plugins names NRI: somebody switched it off on purpose"
        : `disabled_plugins names ${disabled}: without CRI nobody opens NRI's socket`,
      "Remove it from disabled_plugins and run again.",
    );
  }
  if (refusesConnections(table)) {
    return refuse(
      "config.toml sets disable_connections = true for NRI: somebody keeps plugins out on purpose",
      "Remove the setting and run again.",
    );
  }
  if (isContainerd1(version) && table["version"] !== 2) {
    return refuse(
      `config.toml does not say version = 2: containerd ${version} ignores or refuses its NRI section`,
      "Bring the file to version = 2 and run again.",
    );
  }
  return obstacleInSpelling(table, config, version);
}

/** Where containerd reads keys otherwise than TOML does. */
function obstacleInSpelling(table: TomlTable, config: string, version: string): NriRefusal | undefined {
  const capitalized = capitalizedKey(table);
  if (capitalized !== undefined) {
    return refuse(
      `config.toml spells ${capitalized} with capitals: whether that counts depends on containerd's version`,
      `Write ${capitalized.toLowerCase()} instead and run again.`,
    );
  }
  if (!isContainerd1(version) || !hasEscapedHeader(config)) return undefined;
  return refuse(
    `config.toml has a table whose name is written with a backslash: containerd ${version} does not resolve it`,
    "Write the name without an escape and run again.",
  );
}

/** What an edit of config.toml would not change. */
function obstacleElsewhere(config: TomlTable, { dump, version }: ContainerdState): NriRefusal | undefined {
  const effective = parseContainerdConfig(dump);
  if (effective === undefined || Object.keys(effective).length === 0) {
    return refuse(
      "containerd does not tell its effective configuration: it cannot read its own files",
      "Run containerd config dump on the node, mend what it names, and run again.",
    );
  }
  const isOffByDefault = isContainerd1(version) && nriSwitch(config) === undefined;
  if (!hasNoSocket(effective) && (isOffByDefault || nriSwitch(config) === true)) return undefined;
  return refuse(
    "config.toml does not switch NRI off, and yet it is off: a file that it imports says otherwise",
    "Switch NRI on in the imported file (see imports in config.toml), and run again.",
  );
}

function isContainerd1(version: string): boolean {
  return version.startsWith("1.");
}

function refuse(reason: string, action: string): NriRefusal {
  return { kind: "refuse", reason, action };
}
