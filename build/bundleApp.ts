/**
 * Turns an entry point into an ES module. With its packages inside, it is what the Functions worker loads: only
 * `@azure/functions-core` stays outside, since the worker provides it. What is imported dynamically becomes a part of
 * its own, in a folder beside the file, so that nobody pays for reading it before it is used.
 */
import { existsSync } from "node:fs";
import { readdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type BuildOptions, build, type Metafile } from "esbuild";
import { dashboardAssets } from "./dashboardAssets.ts";

export interface BundleOptions {
  /** What relative paths, in the source map and the list of contents too, start from; absolute. */
  root: string;
  entry: string;
  /** `dist/app.js`; its parts are in `dist/app/`, and `dist/app.meta.json` lists what is inside. */
  file: string;
  packages: "inside" | "outside";
}

/**
 * Answers the size in bytes, parts included. Rejects before writing anything when the entry is missing or does not
 * compile. Parts of an earlier build go last, for the sake of whoever runs it.
 */
export async function bundleApp({ root, entry, file, packages }: BundleOptions): Promise<number> {
  if (!existsSync(join(root, entry))) {
    throw new Error(`Cannot build ${file}: its entry ${entry} does not exist`);
  }
  const { metafile } = await build({
    ...(packages === "inside" ? WHOLE : OWN_FILES),
    absWorkingDir: root,
    entryPoints: { [basename(file, ".js")]: entry },
    outdir: dirname(file),
    chunkNames: `${basename(file, ".js")}/[name]-[hash]`,
    external: ["@azure/functions-core"],
    sourcemap: "linked",
    sourcesContent: false,
    legalComments: "linked",
    loader: { ".sh": "text" },
    bundle: true,
    format: "esm",
    platform: "node",
    target: OLDEST_NODE,
    plugins: [dashboardAssets(root)],
    banner: { js: COMMONJS_NAMES },
    metafile: true,
    logLevel: "silent",
  });
  if (metafile.outputs[file] === undefined) throw new Error(`The bundler did not report ${file}`);
  await writeFile(join(root, file.replace(/\.js$/, ".meta.json")), JSON.stringify(contentsOf(metafile), null, 1));
  await removeOldParts(root, file.replace(/\.js$/, ""), metafile);
  return contentsOf(metafile).bytes;
}

const WHOLE: BuildOptions = { packages: "bundle", splitting: true, minify: true };
const OWN_FILES: BuildOptions = { packages: "external", minify: false };

interface Contents {
  bytes: number;
  /** By source file: how much of it came in. */
  inputs: Record<string, { bytesInOutput: number }>;
}

function contentsOf({ outputs }: Metafile): Contents {
  const code = Object.entries(outputs).filter(([file]) => file.endsWith(".js"));
  return {
    bytes: code.reduce((sum, [, { bytes }]) => sum + bytes, 0),
    inputs: Object.fromEntries(code.flatMap(([, { inputs }]) => Object.entries(inputs))),
  };
}

async function removeOldParts(root: string, folder: string, { outputs }: Metafile): Promise<void> {
  const found = existsSync(join(root, folder)) ? await readdir(join(root, folder)) : [];
  const old = found.map((name) => `${folder}/${name}`).filter((file) => outputs[file] === undefined);
  await Promise.all(old.map((file) => rm(join(root, file), { force: true })));
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
