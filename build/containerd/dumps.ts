/** `containerd config dump`, read without the code that is under test. */
import { isDeepStrictEqual } from "node:util";
import { parse } from "smol-toml";

type Table = Record<string, unknown>;

const NRI = "io.containerd.nri.v1.nri";

export function dumpSwitchesNriOn(dump: string): boolean {
  const { disabled_plugins: disabled, plugins } = readDump(dump) as { disabled_plugins?: string[]; plugins?: Table };
  const nri = plugins?.[NRI] as Table | undefined;
  return disabled?.includes(NRI) !== true && nri?.["disable"] === false;
}

function readDump(dump: string): Table {
  return parse(dump, { integersAsBigInt: "asNeeded" });
}

/** The keys that differ, but for NRI's switch. 1.7 lists the files that it has read in any order. */
export function differencesOfDumps(before: string, after: string): string[] {
  const [left, right] = [settings(readDump(before)), settings(readDump(after))];
  const keys = new Set([...left.keys(), ...right.keys()]);
  keys.delete(JSON.stringify(["plugins", NRI, "disable"]));
  return [...keys].filter((key) => !isDeepStrictEqual(left.get(key), right.get(key)));
}

/** Every value by its path. */
function settings(table: Table, path: readonly string[] = []): Map<string, unknown> {
  const entries = Object.entries(table).flatMap(([key, value]): [string, unknown][] => {
    const isTable = typeof value === "object" && value !== null && !Array.isArray(value);
    const isEmpty = isTable && Object.keys(value).length === 0;
    if (key === "imports" && path.length === 0) return [[JSON.stringify([key]), new Set(value as string[])]];
    return isTable && !isEmpty
      ? [...settings(value as Table, [...path, key])]
      : [[JSON.stringify([...path, key]), value]];
  });
  return new Map(entries);
}
