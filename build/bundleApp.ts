/**
 * Turns entry points into self-contained ES modules for the Functions worker: one file each, every dependency inside
 * but `@azure/functions-core`, which the worker provides. A dynamic import stays lazy inside its file.
 */
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build, type Metafile } from "esbuild";

export interface BundleOptions {
  /** What relative paths in source maps and in the metafile start from; absolute. */
  root: string;
  /** Bundle name -> source file, relative to `root`. */
  entries: Record<string, string>;
  /** Relative to `root`; gets `<name>.js`, its source map, its licence texts and `<name>.meta.json`. */
  folder: string;
}

export interface Bundle {
  /** Relative to `root`. */
  file: string;
  bytes: number;
}

/** Writes nothing when an entry is missing or the sources do not compile: it rejects, naming the file. */
export async function bundleApp(options: BundleOptions): Promise<Bundle[]> {
  const { root, entries, folder } = options;
  for (const [name, source] of Object.entries(entries)) {
    if (!existsSync(join(root, source))) {
      throw new Error(`Cannot build ${folder}/${name}.js: its entry ${source} does not exist`);
    }
  }
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: entries,
    outdir: folder,
    bundle: true,
    format: "esm",
    platform: "node",
    target: OLDEST_NODE,
    minify: true,
    sourcemap: "linked",
    sourcesContent: false,
    legalComments: "linked",
    loader: { ".sh": "text" },
    external: ["@azure/functions-core"],
    banner: { js: COMMONJS_NAMES },
    metafile: true,
    logLevel: "silent",
  });
  const names = Object.keys(entries);
  await Promise.all(names.map((name) => writeFile(join(root, folder, `${name}.meta.json`), contents(metafile, name))));
  return names.map((name) => describe(metafile, `${folder}/${name}.js`));
}

/** Azure Functions runs Node 22 and 24; the Kubernetes client needs 22. */
const OLDEST_NODE = "node22";

/**
 * Bundled CommonJS packages expect these names, which an ES module lacks. `require` must be the real one: the worker
 * answers `require("@azure/functions-core")` by replacing `Module.prototype.require`.
 */
const COMMONJS_NAMES = [
  'import { createRequire as makeRequire_ } from "node:module";',
  "const require = makeRequire_(import.meta.url);",
  "const __filename = import.meta.filename, __dirname = import.meta.dirname;",
].join("");

/** Which source files a bundle is made of, with their share of its bytes. */
function contents(metafile: Metafile, name: string): string {
  const outputs = Object.entries(metafile.outputs).filter(([file]) => file.endsWith(`/${name}.js`));
  return JSON.stringify({ outputs: Object.fromEntries(outputs) }, null, 1);
}

function describe(metafile: Metafile, file: string): Bundle {
  const output = metafile.outputs[file];
  if (output === undefined) throw new Error(`The bundler did not report ${file}`);
  return { file, bytes: output.bytes };
}
