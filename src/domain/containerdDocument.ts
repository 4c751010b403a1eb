/** containerd's configuration as a document: what it says of NRI, and whether two of them say the same otherwise. */
import { parse } from "smol-toml";

export const NRI_PLUGIN = "io.containerd.nri.v1.nri";

export type TomlTable = Record<string, unknown>;

/** Undefined: not TOML. */
export function parseContainerdConfig(text: string): TomlTable | undefined {
  try {
    return parse(text, { integersAsBigInt: "asNeeded" });
  } catch {
    return undefined;
  }
}

/** `disable` of the NRI plugin; undefined when the document does not say. */
export function nriSwitch(document: TomlTable): unknown {
  return asTable(asTable(document["plugins"])?.[NRI_PLUGIN])?.["disable"];
}

export function disablesNriPlugin(document: TomlTable): boolean {
  const names = document["disabled_plugins"];
  return Array.isArray(names) && names.includes(NRI_PLUGIN);
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
