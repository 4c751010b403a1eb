import { defineConfig } from "vitest/config";

// vitest reads its configuration from a default export: the one exception to the rule against them.
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/contract/**", "test/containerd/**", "test/browser/**"],
    pool: "forks",
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
