/**
 * The shape of the code, held by machine. Lint refuses default exports, `export *`, `any` and cycles
 * (test/architecture/lint.test.ts); here is what needs more than one file, or the built bundle, to be seen.
 */
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { findForbiddenImports } from "./architecture/importTable.ts";
import { readSourceFiles, root, type SourceFile } from "./architecture/sourceFile.ts";

const src = readSourceFiles("src");
const local = readSourceFiles("local");
const rest = readSourceFiles("test", "bench", "build");

/** Where a process starts: importing these runs something. */
const ENTRY_POINTS = [
  "src/main.ts",
  "src/dashboard/page/main.tsx",
  "local/main.ts",
  "local/kubernetes/node/stubs/containerdCommand.ts",
  "local/kubernetes/node/stubs/unixSockets.ts",
];

const MISSION_PACKAGES = [
  "durable-functions",
  "@azure/functions",
  "@azure/arm-containerservice",
  "@azure/identity",
  "@kubernetes/client-node",
  "zod",
];

describe("the source tree", () => {
  test("imports follow the table", () => {
    expect(findForbiddenImports([...src, ...local])).toEqual([]);
  });

  test("nothing in src knows the simulators", () => {
    expect(findLines(src, /simulator|(?<![\w/])local\//i)).toEqual([]);
  });

  test("files are named after what they export, folders after what they are about", () => {
    const all = [...src, ...local, ...rest].map(({ path }) => path);
    expect(all.filter((path) => /\b(utils?|helpers?|types|common|misc)(\/|\.tsx?$)/.test(path))).toEqual([]);
    expect(all.filter((path) => !/^[a-z][A-Za-z0-9]*(\.test|\.d)?\.tsx?$/.test(basename(path)))).toEqual([]);
  });

  test("each file opens by saying what it is for", () => {
    expect(pathsOf([...src, ...local].filter(({ text }) => !text.startsWith("/**")))).toEqual([]);
  });

  test("zod is imported as a namespace: what is not called of it stays out of the bundle", () => {
    expect(findLines(src, /import \{.*\} from "zod/)).toEqual([]);
  });

  test("importing a file does nothing, except at an entry point", () => {
    const effects = [...src, ...local]
      .filter(({ path }) => !ENTRY_POINTS.includes(path))
      .flatMap(({ path, statements }) =>
        statements.filter(({ kind }) => !isDeclaration(kind)).map(({ kind, line }) => `${path}:${line} ${kind}`),
      );
    expect(effects).toEqual([]);
  });

  test("no check is switched off without a reason, and none where code is replayed or decides", () => {
    const switches = /@ts-(ignore|nocheck|expect-error)|(ox|es)lint-disable|biome-ignore/;
    expect(findLines([...src, ...local], new RegExp(`(${switches.source})(?!.* -- \\S)`))).toEqual([]);
    const strict = src.filter(({ path }) => /^src\/(domain|orchestrators)\//.test(path));
    expect(findLines(strict, switches)).toEqual([]);
  });
});

describe.runIf(existsSync(join(root, "src/main.ts")))("the app", () => {
  test("is built on the packages it is meant for", () => {
    const imported = new Set(src.flatMap(({ imports }) => imports.map(({ target }) => target)));
    expect(MISSION_PACKAGES.filter((name) => !imported.has(name))).toEqual([]);
  });

  test("loads the Kubernetes client, the heaviest of them, only when it is first used", () => {
    expect(loadedAtStart("src/app.ts")).not.toContain("@kubernetes/client-node");
  });
});

describe.runIf(existsSync(join(root, "dist/app.meta.json")))("the built bundle", () => {
  test("holds src and its packages, and nothing of the world around it", () => {
    const contents = JSON.parse(readFileSync(join(root, "dist/app.meta.json"), "utf8")) as BundleContents;
    const inputs = Object.keys(contents.inputs);
    expect(inputs).toContain("src/main.ts");
    // package.json tells the version.
    expect(inputs.filter((input) => !/^(src|node_modules)\/|^package\.json$/.test(input))).toEqual([]);
  });
});

interface BundleContents {
  inputs: Record<string, unknown>;
}

function pathsOf(files: SourceFile[]): string[] {
  return files.map(({ path }) => path);
}

/** `path:line text` of each line that matches. */
function findLines(files: SourceFile[], pattern: RegExp): string[] {
  return files.flatMap(({ path, text }) =>
    text.split("\n").flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1} ${line.trim()}`] : [])),
  );
}

function isDeclaration(kind: string): boolean {
  return kind !== "ImportForEffects" && kind.endsWith("Declaration");
}

/** Everything that is evaluated when `entry` is imported: files and packages, dynamic imports left out. */
function loadedAtStart(entry: string): Set<string> {
  const loaded = new Set([entry]);
  for (const path of loaded) {
    const file = src.find((candidate) => candidate.path === path);
    for (const { target, kind } of file?.imports ?? []) {
      if (kind === "static") loaded.add(target);
    }
  }
  return loaded;
}
