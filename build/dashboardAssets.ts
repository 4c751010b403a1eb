/**
 * Builds the dashboard's page and puts it, compressed, into whatever bundle holds `src/dashboard/builtAssets.ts`: the app
 * stays one file, and a browser gets nothing from anywhere else.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { build, type Plugin } from "esbuild";
import type { BuiltAsset } from "../src/dashboard/builtAssets.ts";

type Assets = Record<string, BuiltAsset>;

/** `root`: the repository, absolute. The page is built once, however many bundles there are. */
export function dashboardAssets(root: string): Plugin {
  return {
    name: "dashboard-assets",
    setup: ({ onLoad }) =>
      onLoad({ filter: /[\\/]src[\\/]dashboard[\\/]builtAssets\.ts$/ }, async () => {
        built ??= buildPage(join(root, "src/dashboard/page"));
        return { contents: `export const BUILT_ASSETS = ${JSON.stringify(await built)};`, loader: "js" };
      }),
  };
}

let built: Promise<Assets> | undefined;

async function buildPage(folder: string): Promise<Assets> {
  const { outputFiles } = await build({
    absWorkingDir: folder,
    entryPoints: ["main.tsx", "styles.css", "icon.svg"],
    outdir: "out",
    entryNames: "[name]-[hash]",
    bundle: true,
    format: "esm",
    target: BROWSERS,
    minify: true,
    legalComments: "none",
    banner: { js: LICENCES },
    jsx: "automatic",
    jsxImportSource: "preact",
    loader: { ".svg": "copy" },
    write: false,
    logLevel: "silent",
  });
  const assets: Assets = {};
  for (const { path, contents } of outputFiles) assets[basename(path)] = asset(path, contents, true);
  assets[""] = asset("index.html", pageText(folder, Object.keys(assets)), false);
  return assets;
}

/** Preact asks that its notice goes with every copy. */
const LICENCES =
  "/*! Preact: Copyright (c) 2015-present Jason Miller. MIT licence, https://opensource.org/licenses/MIT */";

/** What has been current for two years. */
const BROWSERS = ["chrome120", "firefox121", "safari17"];

const CONTENT_TYPES: Record<string, string> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
};

function asset(path: string, content: Uint8Array, isImmutable: boolean): BuiltAsset {
  const contentType = CONTENT_TYPES[path.split(".").at(-1) ?? ""];
  if (contentType === undefined) throw new Error(`The dashboard has no content type for ${path}`);
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 16);
  return { contentType, hash, isImmutable, content: gzipSync(content, { level: 9 }).toString("base64") };
}

/** The page names each file as it was built: `main.js` is `main-5TSXOZ2W.js`. */
function pageText(folder: string, names: readonly string[]): Uint8Array {
  const text = readFileSync(join(folder, "index.html"), "utf8").replaceAll(
    /\/api\/dashboard\/(\w+)\.(\w+)/g,
    (reference, name: string, ending: string) => {
      const found = names.find((candidate) => candidate.startsWith(`${name}-`) && candidate.endsWith(`.${ending}`));
      if (found === undefined) throw new Error(`The dashboard's page names ${reference}, which was not built`);
      return `/api/dashboard/${found}`;
    },
  );
  return Buffer.from(text);
}
