/**
 * Is NRI effective in this containerd, and if not, what must its config file say? Pure. The edit changes as few bytes
 * as possible and is accepted only when the parsed result differs from the old one in nothing but NRI's `disable`;
 * whatever cannot be done that safely is refused with the reason (facts-azure-kubernetes.md, section C).
 */
import { parse } from "smol-toml";
import { jsonHash } from "./hash.ts";
import { findTableHeader, tableEnd } from "./tomlLines.ts";

export const NRI_PLUGIN = "io.containerd.nri.v1.nri";

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

type Table = Record<string, unknown>;

export function decideNri(state: ContainerdState): NriDecision {
  if (isNriEffective(state.dump)) return { kind: "effective" };
  const parsed = parseTable(state.config);
  if (parsed === undefined) {
    return refuse("config.toml is not valid TOML", "Repair the file, or re-image the node, and run again.");
  }
  const obstacle = findObstacle(parsed, state.version);
  if (obstacle !== undefined) return obstacle;
  const newConfig = enableNri(state.config, parsed);
  if (newConfig === undefined || !differsOnlyInNri(parsed, newConfig)) {
    return refuse(
      "config.toml is written in a way that cannot be edited without touching other settings",
      `Add [plugins."${NRI_PLUGIN}"] with disable = false by hand, restart containerd, and run again.`,
    );
  }
  return { kind: "edit", newConfig };
}

/** From the effective configuration. Unreadable: not effective. */
export function isNriEffective(dump: string): boolean {
  const parsed = parseTable(dump);
  if (parsed === undefined || disabledPlugins(parsed).includes(NRI_PLUGIN)) return false;
  return nriTable(parsed)?.["disable"] === false;
}

function findObstacle(parsed: Table, containerdVersion: string): NriDecision | undefined {
  if (disabledPlugins(parsed).includes(NRI_PLUGIN)) {
    return refuse(
      "disabled_plugins names NRI: somebody switched it off on purpose",
      "Remove it from disabled_plugins and run again.",
    );
  }
  const { version } = parsed;
  const isOld = containerdVersion.startsWith("1.");
  if (isOld && version !== 2) {
    return refuse(
      `config.toml has ${version === undefined ? "no version" : `version ${JSON.stringify(version)}`}, with which containerd ${containerdVersion} ignores or refuses the NRI section`,
      "Bring the file to version = 2 and run again.",
    );
  }
  return undefined;
}

/** Undefined: no safe place for the setting. */
function enableNri(config: string, parsed: Table): string | undefined {
  const newline = config.includes("\r\n") ? "\r\n" : "\n";
  const header = findTableHeader(config, ["plugins", NRI_PLUGIN]);
  if (header === undefined) return nriTable(parsed) === undefined ? appendTable(config, newline) : undefined;
  const end = tableEnd(config, header.end);
  const body = config.slice(header.end, end);
  if (nriTable(parsed)?.["disable"] === undefined) {
    const lead = config.slice(0, header.end).endsWith("\n") ? "" : newline;
    return `${config.slice(0, header.end)}${lead}  disable = false${newline}${body}${config.slice(end)}`;
  }
  const edited = body.replace(/^(\s*(?:disable|"disable"|'disable')\s*=\s*)true\b/m, "$1false");
  return config.slice(0, header.end) + edited + config.slice(end);
}

function appendTable(config: string, newline: string): string {
  const lead = config === "" || config.endsWith("\n") ? "" : newline;
  return `${config}${lead}${newline}[plugins."${NRI_PLUGIN}"]${newline}  disable = false${newline}`;
}

function differsOnlyInNri(before: Table, newConfig: string): boolean {
  const after = parseTable(newConfig);
  if (after === undefined || nriTable(after)?.["disable"] !== false) return false;
  return jsonHash(withoutNriSwitch(before)) === jsonHash(withoutNriSwitch(after));
}

/** An empty NRI table and none at all mean the same, and so do an empty `plugins` and none. */
function withoutNriSwitch(table: Table): Table {
  const { plugins, ...root } = table;
  const { [NRI_PLUGIN]: nri, ...otherPlugins } = asTable(plugins) ?? {};
  const { disable: _switch, ...nriSettings } = asTable(nri) ?? {};
  return { root, otherPlugins, nriSettings };
}

function nriTable(table: Table): Table | undefined {
  return asTable(asTable(table["plugins"])?.[NRI_PLUGIN]);
}

function disabledPlugins(table: Table): unknown[] {
  const value = table["disabled_plugins"];
  return Array.isArray(value) ? value : [];
}

function asTable(value: unknown): Table | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Table) : undefined;
}

function parseTable(text: string): Table | undefined {
  try {
    return parse(text, { integersAsBigInt: "asNeeded" });
  } catch {
    return undefined;
  }
}

function refuse(reason: string, action: string): NriDecision {
  return { kind: "refuse", reason, action };
}
