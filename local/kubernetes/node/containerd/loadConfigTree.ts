/** Reads a containerd configuration and everything it imports into one tree, by the merging rules of each major version. */
import { type ContainerdMajor, majorOf, newestConfigVersion } from "./containerdVersion.ts";
import { parseOldToml } from "./oldToml.ts";
import { asStrings, isTable, parseToml, type TomlTable } from "./toml.ts";

/** The files that an `imports` pattern finds, in order; none when a file named literally is missing. */
export type ImportReader = (pattern: string) => { path: string; text: string }[];

/** As numbers, 2.0 and 2 are the same here. */
const FRACTIONAL_VERSION = /^[ \t]*version[ \t]*=[ \t]*\d+\./m;
const BYTE_ORDER_MARK = "\uFEFF";

/** Throws what containerd would print. */
export function loadConfigTree(text: string, imports: ImportReader, version: string): TomlTable {
  const major = majorOf(version);
  const root = parseFile(text, version);
  const rootVersion = versionOf(root) ?? newestConfigVersion(version);
  let merged = root;
  for (const file of importedFiles(root, imports, version)) {
    const importedVersion = versionOf(file) ?? rootVersion;
    if (refusesNewerDropIns(version) && importedVersion > rootVersion) {
      throw new Error(`drop-in config version ${importedVersion} higher than root config version ${rootVersion}`);
    }
    merged = mergeTrees(merged, file, major);
  }
  if (major === 1) refuseNewerVersion(merged, version);
  return merged;
}

/** 1.7 looks at the merged version, which is the last import's; 2.x at each file's. */
function refuseNewerVersion(tree: TomlTable, version: string): void {
  const found = versionOf(tree) ?? 0;
  const newest = newestConfigVersion(version);
  if (found <= newest) return;
  throw new Error(`expected containerd config version equal to or less than \`${newest}\`, got \`${found}\``);
}

/** Since 2.3. */
function refusesNewerDropIns(version: string): boolean {
  return majorOf(version) === 2 && Number(version.split(".")[1]) >= 3;
}

function parseFile(text: string, version: string): TomlTable {
  const hasMark = text.startsWith(BYTE_ORDER_MARK);
  if (hasMark && majorOf(version) === 2)
    throw new Error("failed to load TOML: invalid character at start of key: U+FEFF");
  const tree = readTree(hasMark ? text.slice(1) : text, majorOf(version));
  if (FRACTIONAL_VERSION.test(text)) throw new Error("failed to load TOML: version is a float, expected an integer");
  if (majorOf(version) === 2) refuseNewerVersion(tree, version);
  return tree;
}

/** 2.x does not mind capitals in the keys that it knows. */
function readTree(text: string, major: ContainerdMajor): TomlTable {
  if (major === 1) return parseOldToml(text);
  return Object.fromEntries(Object.entries(parseToml(text)).map(([key, value]) => [key.toLowerCase(), value]));
}

/** Of the files already read none is read again: imports may form a circle. */
function importedFiles(root: TomlTable, imports: ImportReader, version: string): TomlTable[] {
  const seen = new Set<string>();
  const trees: TomlTable[] = [];
  const waiting = patternsOf(root);
  for (let pattern = waiting.shift(); pattern !== undefined; pattern = waiting.shift()) {
    const files = imports(pattern);
    if (files.length === 0 && majorOf(version) === 1 && !isPattern(pattern)) {
      throw new Error(`failed to load TOML: ${pattern}: open ${pattern}: no such file or directory`);
    }
    for (const file of files) {
      if (seen.has(file.path)) continue;
      seen.add(file.path);
      const tree = parseFile(file.text, version);
      trees.push(tree);
      waiting.push(...patternsOf(tree));
    }
  }
  return trees;
}

/** As against one file, named literally: brackets and question marks count only beside a star. */
export function isPattern(path: string): boolean {
  return path.includes("*");
}

function patternsOf(tree: TomlTable): string[] {
  const patterns = asStrings(tree["imports"] ?? []);
  if (patterns === undefined) throw new Error("failed to load TOML: imports: expected an array of strings");
  return patterns;
}

function versionOf(tree: TomlTable): number | undefined {
  const version = tree["version"];
  if (version === undefined) return undefined;
  if (typeof version !== "number" || !Number.isInteger(version)) {
    throw new Error(`failed to load TOML: version is ${JSON.stringify(version)}, expected an integer`);
  }
  return version;
}

/** The import wins. 1.7 replaces the whole section of a plugin, 2.x merges it key by key. */
function mergeTrees(main: TomlTable, imported: TomlTable, major: ContainerdMajor): TomlTable {
  const { plugins: mainPlugins = {}, ...mainRest } = main;
  const { plugins: importedPlugins = {}, ...importedRest } = imported;
  const plugins =
    major === 1
      ? { ...(mainPlugins as TomlTable), ...(importedPlugins as TomlTable) }
      : deepMerge(mainPlugins as TomlTable, importedPlugins as TomlTable);
  return { ...deepMerge(mainRest, importedRest), plugins };
}

function deepMerge(main: TomlTable, imported: TomlTable): TomlTable {
  const merged = { ...main };
  for (const [key, value] of Object.entries(imported)) {
    const before = merged[key];
    const lists = [asStrings(before), asStrings(value)];
    if (isTable(before) && isTable(value)) merged[key] = deepMerge(before, value);
    else if (lists.every((list) => list !== undefined)) merged[key] = lists.flat();
    else merged[key] = value;
  }
  return merged;
}
