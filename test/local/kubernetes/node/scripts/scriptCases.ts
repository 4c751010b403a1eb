/** States of a node, and what is run on it, for the comparison of modelled scripts with real ones. */
import { createHash } from "node:crypto";
import type { NodeSpec } from "../../../../../local/kubernetes/nodeProvisioner.ts";

const nriOn = (text: string) => `${text}${nriSection("disable = false")}`;

/** Of the text that is there, another one; undefined: no file. */
export const CONFIGS = {
  aks: (text: string) => text,
  nriOn,
  nriOff: (text: string) => `${text}${nriSection("disable = true")}`,
  nriWithoutKey: (text: string) => `${text}${nriSection("plugin_request_timeout = '1s'")}`,
  nriSingleQuoted: (text: string) => `${text}[plugins.'io.containerd.nri.v1.nri']\n  disable = false\n`,
  nriOfTheWrongType: (text: string) => `${text}${nriSection('disable = "false"')}`,
  nriInDisabledPlugins: (text: string) => `disabled_plugins = ["io.containerd.nri.v1.nri"]\n${nriOn(text)}`,
  otherPluginDisabled: (text: string) => `disabled_plugins = ["io.containerd.internal.v1.opt"]\n${nriOn(text)}`,
  nriClosed: (text: string) => `${text}${nriSection("disable = false\n  disable_connections = true")}`,
  otherPluginClosed: (text: string) => `${nriOn(text)}[plugins."io.containerd.x.v1.y"]\n  disable_connections = true\n`,
  criInDisabledPlugins: (text: string) => `disabled_plugins = ["io.containerd.grpc.v1.cri"]\n${nriOn(text)}`,
  criPartInDisabledPlugins: (text: string) => `disabled_plugins = ["io.containerd.cri.v1.runtime"]\n${nriOn(text)}`,
  nriOnAndAMissingImport: (text: string) =>
    `imports = ["conf.d/*.toml", "/etc/containerd/missing.toml"]\n${nriOn(text)}`,
  nriOnAndAnImport: (text: string) => `imports = ["/etc/hostname", "config.toml"]\n${nriOn(text)}`,
  importOfAMissingFile: (text: string) => `imports = ["/etc/containerd/missing.toml"]\n${text}`,
  withoutFinalNewline: (text: string) => text.trimEnd(),
  withByteOrderMark: (text: string) => `\uFEFF${text}`,
  withoutVersion: (text: string) => text.replace("version = 2\n", ""),
  withUmlauts: (text: string) => `# für Köln\n${text}`,
  broken: (text: string) => `${text}[[[\n`,
  empty: () => "",
  missing: () => undefined,
} satisfies Record<string, (text: string) => string | undefined>;

export type ConfigName = keyof typeof CONFIGS;

function nriSection(line: string): string {
  return `[plugins."io.containerd.nri.v1.nri"]\n  ${line}\n`;
}

export interface Patching {
  /** What config.toml becomes. */
  to: ConfigName;
  /** Of the file that is there, or of another one. */
  oldSha256: "right" | "wrong";
  /** Of the new file, or of another one: it did not arrive whole. */
  newSha256: "right" | "wrong";
  /** What an earlier transaction left. */
  left:
    | "nothing"
    | "backup"
    | "foreignBackup"
    | "halfBackup"
    | "stagedFile"
    | "newFileInPlace"
    | "newFileInPlaceWithoutBackup";
  deadlineSeconds: number;
}

export interface ScriptCase {
  osSku: NodeSpec["osSku"];
  config: ConfigName;
  toolkit?: "1.17.8" | "1.18.1";
  ofed: boolean;
  driver: boolean;
  peermem: boolean;
  portsDown: number;
  /** Left out: probe.sh. */
  patch?: Patching;
}

const FRESH: ScriptCase = {
  osSku: "Ubuntu2204",
  config: "aks",
  ofed: false,
  driver: false,
  peermem: false,
  portsDown: 0,
};

export function aProbe(changes: Partial<ScriptCase> = {}): ScriptCase {
  return { ...FRESH, ...changes };
}

export function aPatch(patching: Partial<Patching> = {}, changes: Partial<ScriptCase> = {}): ScriptCase {
  const usual = { to: "nriOn", oldSha256: "right", newSha256: "right", left: "nothing", deadlineSeconds: 300 } as const;
  return { ...FRESH, ...changes, patch: { ...usual, ...patching } };
}

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

export function titleOf({ patch, ...state }: ScriptCase): string {
  const words = Object.entries({ ...state, ...patch }).filter(([, value]) => value !== false && value !== 0);
  return `${patch === undefined ? "probe" : "patch"}: ${words.map(([key, value]) => `${key} ${String(value)}`).join(", ")}`;
}
