/**
 * `npm run build`: `dist/app.js` is what is deployed. `dist/compose.js` exports the composition root, for scenarios
 * that run the same app inside their own process; it shares the packages in `node_modules` with them.
 */
import { join } from "node:path";
import { type BundleOptions, bundleApp } from "./bundleApp.ts";

const root = join(import.meta.dirname, "..");
const BUNDLES: BundleOptions[] = [
  { root, entry: "src/main.ts", file: "dist/app.js", packages: "inside" },
  { root, entry: "src/app.ts", file: "dist/compose.js", packages: "outside" },
];

try {
  const sizes = await Promise.all(BUNDLES.map(bundleApp));
  console.log(BUNDLES.map(({ file }, index) => `${file} ${kilobytes(sizes[index])}`).join(", "));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

function kilobytes(bytes = 0): string {
  return `${Math.ceil(bytes / 1000)} kB`;
}
