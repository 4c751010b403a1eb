/** What `npm test` runs: everything that needs nothing but `npm ci`. */
import { defineConfig, type Plugin } from "vitest/config";

/** As the bundler does (build/bundleApp.ts): a shell script is imported as its text. */
const shellScriptsAsText: Plugin = {
  name: "shell-scripts-as-text",
  enforce: "pre",
  transform: (code, id) => (id.endsWith(".sh") ? `export default ${JSON.stringify(code)};` : undefined),
};

// vitest reads its configuration from a default export: the one exception to the rule against them.
export default defineConfig({
  plugins: [shellScriptsAsText],
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/contract/**", "test/containerd/**", "test/browser/**"],
    pool: "forks",
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
