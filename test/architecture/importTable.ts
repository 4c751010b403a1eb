/**
 * Who may import whom, as data. The first row whose `files` match a file holds for it; a file without a row is itself
 * a finding, so that a new folder has to be thought about.
 */
import type { Import, SourceFile } from "./sourceFile.ts";

export interface ImportRow {
  /** A file, or a folder with a slash at its end. */
  files: string;
  /** Files, folders, packages; `node:` is every built-in module, `*` every package and every built-in. */
  mayImport: string[];
  /** As above, but only by `import type`. */
  mayImportTypesOf?: string[];
}

const SDKS = [
  "@azure/arm-containerservice",
  "@azure/core-auth",
  "@azure/core-rest-pipeline",
  "@azure/data-tables",
  "@azure/identity",
  "@kubernetes/client-node",
];

export const IMPORT_TABLE: ImportRow[] = [
  // The composition root knows everything that is deployed.
  { files: "src/main.ts", mayImport: ["src/", "*"] },
  { files: "src/app.ts", mayImport: ["src/", "*"] },

  { files: "src/stackTraces.ts", mayImport: ["node:"] },
  // What a variable may say is the domain's to know.
  { files: "src/config.ts", mayImport: ["src/domain/", "zod"] },

  // Hashing is the one thing that the domain takes from Node.
  { files: "src/domain/hash.ts", mayImport: ["src/domain/", "node:crypto"] },
  { files: "src/domain/", mayImport: ["src/domain/", "zod", "smol-toml"] },

  { files: "src/orchestrators/durable.ts", mayImport: ["src/domain/", "src/orchestrators/", "durable-functions"] },
  { files: "src/orchestrators/", mayImport: ["src/domain/", "src/orchestrators/"] },

  // Only here is a shell script imported, as text.
  {
    files: "src/activities/",
    mayImport: ["src/domain/", "src/activities/", "src/runs/", "src/clients/errors.ts"],
    mayImportTypesOf: ["src/clients/ports.ts"],
  },
  // The durable client is handed in; only its type is needed.
  {
    files: "src/clients/durableRuns.ts",
    mayImport: ["src/clients/", "src/domain/"],
    mayImportTypesOf: ["durable-functions"],
  },
  // The domain is pure: its names and keys are the same on both sides of a port.
  { files: "src/clients/", mayImport: ["src/clients/", "src/domain/", "node:", "zod", ...SDKS] },

  // Runs are started by routes, by timers, and by steps alike.
  {
    files: "src/runs/",
    mayImport: ["src/runs/", "src/domain/", "src/clients/errors.ts"],
    mayImportTypesOf: ["src/clients/ports.ts"],
  },

  // The durable client sits behind a port; functions are registered in the composition root.
  {
    files: "src/http/",
    mayImport: ["src/http/", "src/domain/", "src/runs/", "src/clients/errors.ts", "zod"],
    mayImportTypesOf: ["src/clients/ports.ts", "src/dashboard/builtAssets.ts", "@azure/functions"],
  },
  {
    files: "src/timers/",
    mayImport: ["src/timers/", "src/domain/", "src/runs/", "src/clients/errors.ts"],
    mayImportTypesOf: ["src/clients/ports.ts", "@azure/functions"],
  },
  { files: "src/dashboard/page/", mayImport: ["src/dashboard/page/", "preact"], mayImportTypesOf: ["src/domain/"] },
  { files: "src/dashboard/", mayImport: ["src/dashboard/"] },

  // The world around the app sees its contracts, and the app only through its composition root or its bundle.
  { files: "local/", mayImport: ["local/", "dist/", "src/app.ts", "*"], mayImportTypesOf: ["src/"] },
];

/** One sentence for each import that the table does not allow. */
export function findForbiddenImports(files: SourceFile[], table: ImportRow[] = IMPORT_TABLE): string[] {
  return files.flatMap((file) => {
    const row = table.find(({ files: pattern }) => matches(pattern, file.path));
    if (row === undefined) return [`${file.path} has no row in the import table`];
    return file.imports
      .filter((imported) => !isAllowed(row, imported))
      .map(({ target, kind }) => `${file.path} must not import ${target} (${kind})`);
  });
}

function isAllowed(row: ImportRow, { target, kind }: Import): boolean {
  if (target.endsWith(".sh") && row.files !== "src/activities/") return false;
  const patterns = kind === "type" ? [...row.mayImport, ...(row.mayImportTypesOf ?? [])] : row.mayImport;
  return patterns.some((pattern) => matches(pattern, target));
}

function matches(pattern: string, target: string): boolean {
  if (pattern === "*") return !target.includes(".ts") && !target.startsWith(".");
  return pattern === target || (/[/:]$/.test(pattern) && target.startsWith(pattern));
}
