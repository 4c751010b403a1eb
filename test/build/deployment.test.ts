/** What reaches Azure is chosen on purpose: the bundle and its settings, nothing that only development needs. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, matchesGlob } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const ignored = readFileSync(join(root, ".funcignore"), "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"));

const BUILT = ["app", "app.js", "app.js.map", "app.js.LEGAL.txt", "app.meta.json"];
const BUILT_FOR_LOCAL_USE = ["compose.js", "compose.js.map", "compose.js.LEGAL.txt", "compose.meta.json"];

test("of all that is in the repository and in dist, only the app is deployed", () => {
  const tracked = execFileSync("git", ["ls-files"], { cwd: root, encoding: "utf8" }).trim().split("\n");
  const atTopLevel = new Set(tracked.map((path) => path.split("/")[0] as string));
  const built = [...BUILT, ...BUILT_FOR_LOCAL_USE].map((name) => `dist/${name}`);
  expect([...atTopLevel, ...built].filter(isDeployed).sort()).toEqual([
    "dist/app",
    "dist/app.js",
    "dist/app.js.LEGAL.txt",
    "dist/app.js.map",
    "host.json",
    "package.json",
  ]);
});

test("the packages themselves and local settings stay behind", () => {
  expect(["node_modules", "local.settings.json", ".tools", ".data"].filter(isDeployed)).toEqual([]);
});

test("every setting of host.json is explained in docs/operations.md", () => {
  const hostJson = JSON.parse(readFileSync(join(root, "host.json"), "utf8")) as Record<string, unknown>;
  const operations = readFileSync(join(root, "docs/operations.md"), "utf8");
  const rows = [...operations.matchAll(/^\| `([\w.]+)` \| `([^`]+)` \|/gm)].map(
    ([, path, value]) => `${path} ${value}`,
  );
  expect(settingsOf(hostJson).filter((setting) => !rows.includes(setting))).toEqual([]);
});

/** "extensions.http.routePrefix api"; a log category keeps its dots. */
function settingsOf(value: Record<string, unknown>, path: string[] = []): string[] {
  return Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === "object" && inner !== null
      ? settingsOf(inner as Record<string, unknown>, [...path, name])
      : [`${[...path, name].join(".")} ${String(inner)}`],
  );
}

function isDeployed(path: string): boolean {
  return !ignored.some((pattern) => matchesGlob(path, pattern));
}
