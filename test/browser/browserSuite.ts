/** `npm run test:browser`: the dashboard in a real browser, on the deployed bundle and the simulators. One world, one browser. */
import { join } from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: join(import.meta.dirname, "../.."),
    include: ["test/browser/**/*.test.ts"],
    pool: "forks",
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // What comes later stands on what was there before.
    bail: 1,
  },
});
