/**
 * `npm run build`: `dist/app.js` is what is deployed; `dist/compose.js` exports the composition root alone, for
 * scenarios that run the same app inside their own process.
 */
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { bundleApp } from "./bundleApp.ts";

const root = join(import.meta.dirname, "..");
const startedAt = performance.now();
try {
  const bundles = await bundleApp({
    root,
    entries: { app: "src/main.ts", compose: "src/app.ts" },
    folder: "dist",
  });
  const sizes = bundles.map(({ file, bytes }) => `${file} ${(bytes / 1e6).toFixed(2)} MB`);
  console.log(`${sizes.join(", ")} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
