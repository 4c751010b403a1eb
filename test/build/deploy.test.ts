/** `npm run deploy` says what is missing before it begins, and then hands over to azd. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";

const script = join(import.meta.dirname, "../../build/deploy.ts");
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const READY = { AZURE_SUBSCRIPTION_ID: "6f1d3c1e-7c34-4a5b-9d0e-2f4f6f1f0a11", AZURE_LOCATION: "swedencentral" };

it("without azd it says how to get it", () => {
  expect(deploy({ azd: undefined })).toEqual({
    status: 1,
    said: expect.stringMatching(/azd, .* is not installed[^]*aka\.ms\/azd-install/) as string,
    azd: [],
  });
});

it.each([
  ["credentials", { signedIn: false, values: READY }, /no Azure credentials[^]*azd auth login/],
  ["an environment", { signedIn: true, values: undefined }, /no environment[^]*azd env new/],
  ["a subscription", { signedIn: true, values: { AZURE_LOCATION: "x" } }, /AZURE_SUBSCRIPTION_ID[^]*azd env set/],
  ["a region", { signedIn: true, values: { ...READY, AZURE_LOCATION: "" } }, /AZURE_LOCATION[^]*azd env set/],
  [
    "well-formed clusters",
    { signedIn: true, values: { ...READY, LAMPLIGHTER_CLUSTERS: '[{"name": "aks"}]' } },
    /LAMPLIGHTER_CLUSTERS is not a list/,
  ],
])("without %s it deploys nothing and says what to do", (_, azd, said) => {
  const result = deploy({ azd });
  expect(result).toMatchObject({ status: 1, said: expect.stringMatching(said) as string });
  expect(result.azd.filter((line) => /^(up|provision)/.test(line))).toEqual([]);
});

it("with everything there it is azd up, or only a preview", () => {
  const azd = { signedIn: true, values: READY };
  expect(deploy({ azd })).toMatchObject({ status: 0, azd: expect.arrayContaining(["up --no-prompt"]) as string[] });
  const preview = deploy({ azd, args: ["--preview"] });
  expect(preview.azd.at(-1)).toBe("provision --preview --no-prompt");
});

it("helps, and refuses what it does not know", () => {
  expect(deploy({ azd: undefined, args: ["--help"] }).status).toBe(0);
  expect(deploy({ azd: undefined, args: ["--prevew"] }).status).toBe(2);
});

interface FakeAzd {
  signedIn: boolean;
  values: Record<string, string> | undefined;
}

/** Runs it with nothing on its path but, if any, an azd that notes what it is asked. */
function deploy({ azd, args = [] }: { azd: FakeAzd | undefined; args?: string[] }) {
  const folder = mkdtempSync(join(tmpdir(), "lamplighter-deploy-"));
  folders.push(folder);
  const calls = join(folder, "calls");
  writeFileSync(calls, "");
  if (azd !== undefined) {
    const values = azd.values === undefined ? "exit 1" : `echo '${JSON.stringify(azd.values)}'`;
    const cases = `"auth login"*) exit ${azd.signedIn ? 0 : 1} ;; "env get-values"*) ${values} ;;`;
    writeFileSync(join(folder, "azd"), `#!/bin/sh\necho "$*" >> ${calls}\ncase "$*" in ${cases} esac\n`);
    chmodSync(join(folder, "azd"), 0o755);
  }
  const { status, stderr } = spawnSync(process.execPath, [script, ...args], {
    env: { PATH: folder },
    encoding: "utf8",
  });
  return { status, said: stderr, azd: readFileSync(calls, "utf8").split("\n").filter(Boolean) };
}
