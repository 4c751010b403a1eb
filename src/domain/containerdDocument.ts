/** containerd's configuration as a document: what it says of NRI, and whether two of them say the same otherwise. */
import { parse, TomlError } from "smol-toml";

export const NRI_PLUGIN = "io.containerd.nri.v1.nri";

export type TomlTable = Record<string, unknown>;

/** Undefined: not TOML. */
export function parseContainerdConfig(text: string): TomlTable | undefined {
  const document = readContainerdConfig(text);
  return "error" in document ? undefined : document.table;
}

/** The error says where, and nothing of the text: a configuration may hold secrets. */
export function readContainerdConfig(text: string): { table: TomlTable } | { error: string } {
  try {
    return { table: parse(text, { integersAsBigInt: "asNeeded" }) };
  } catch (error) {
    return { error: error instanceof TomlError ? `line ${error.line}, column ${error.column}` : "somewhere" };
  }
}

/** `disable` of the NRI plugin; undefined when the document does not say. */
export function nriSwitch(document: TomlTable): unknown {
  return nriSection(document)?.["disable"];
}

/** NRI may be on and yet open no socket. */
export function refusesConnections(document: TomlTable): boolean {
  return nriSection(document)?.["disable_connections"] === true;
}

function nriSection(document: TomlTable): TomlTable | undefined {
  return asTable(asTable(document["plugins"])?.[NRI_PLUGIN]);
}

/** NRI itself, and CRI, which opens NRI's socket: whole, by its name of version 1, and in the parts of containerd 2. */
const NEEDED_PLUGINS = [
  NRI_PLUGIN,
  "io.containerd.grpc.v1.cri",
  "cri",
  "io.containerd.cri.v1.images",
  "io.containerd.cri.v1.runtime",
];

/** The first of `disabled_plugins` without which nobody listens on NRI's socket. */
export function disabledNeededPlugin(document: TomlTable): string | undefined {
  const names = document["disabled_plugins"];
  return Array.isArray(names) ? NEEDED_PLUGINS.find((plugin) => names.includes(plugin)) : undefined;
}

/** A key on the way to NRI's switch in other letters: "Disable". containerd 2 takes it for the same, 1.7 and TOML do not. */
export function capitalizedKey(document: TomlTable): string | undefined {
  const nri = nriSection(document) ?? {};
  return (
    otherCase(document, ["plugins", "disabled_plugins", "imports", "version"]) ??
    otherCase(nri, ["disable", "disable_connections"])
  );
}

function otherCase(table: TomlTable, names: readonly string[]): string | undefined {
  return Object.keys(table).find((key) => !names.includes(key) && names.includes(key.toLowerCase()));
}

/** An empty NRI table and none at all mean the same, and so do an empty `plugins` and none. */
export function sameButForNriSwitch(left: TomlTable, right: TomlTable): boolean {
  return sameValue(withoutNriSwitch(left), withoutNriSwitch(right));
}

function withoutNriSwitch(document: TomlTable): TomlTable {
  const { plugins, ...root } = document;
  const { [NRI_PLUGIN]: nri, ...otherPlugins } = asTable(plugins) ?? {};
  const { disable: _switch, ...nriSettings } = asTable(nri) ?? {};
  return { root, otherPlugins, nriSettings };
}

/** TOML has more values than JSON: large integers, dates, infinities. */
function sameValue(left: unknown, right: unknown): boolean {
  if (left instanceof Date && right instanceof Date) return left.toISOString() === right.toISOString();
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) {
    return Object.is(left, right);
  }
  const keys = Object.keys(left);
  return (
    Array.isArray(left) === Array.isArray(right) &&
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && sameValue((left as TomlTable)[key], (right as TomlTable)[key]))
  );
}

function asTable(value: unknown): TomlTable | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as TomlTable) : undefined;
}
