/**
 * Turns an entry point into one ES module. With its packages inside, it is what the Functions worker loads: only
 * `@azure/functions-core` stays outside, since the worker provides it. A dynamic import stays lazy inside the file.
 */
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

export interface BundleOptions {
  /** What relative paths, in the source map and the list of contents too, start from; absolute. */
  root: string;
  entry: string;
  /** `dist/app.js`; its source map, its packages' licences and `dist/app.meta.json` are written beside it. */
  file: string;
  packages: "inside" | "outside";
}

/** Answers the bundle's size in bytes. Rejects before writing anything when the entry is missing or does not compile. */
export async function bundleApp({ root, entry, file, packages }: BundleOptions): Promise<number> {
  if (!existsSync(join(root, entry))) {
    throw new Error(`Cannot build ${file}: its entry ${entry} does not exist`);
  }
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: file,
    bundle: true,
    packages: packages === "inside" ? "bundle" : "external",
    external: ["@azure/functions-core"],
    format: "esm",
    platform: "node",
    target: OLDEST_NODE,
    minify: packages === "inside",
    sourcemap: "linked",
    sourcesContent: false,
    legalComments: "linked",
    loader: { ".sh": "text" },
    banner: { js: COMMONJS_NAMES },
    metafile: true,
    logLevel: "silent",
  });
  const output = metafile.outputs[file];
  if (output === undefined) throw new Error(`The bundler did not report ${file}`);
  await writeFile(join(root, file.replace(/\.js$/, ".meta.json")), JSON.stringify(output, null, 1));
  return output.bytes;
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
