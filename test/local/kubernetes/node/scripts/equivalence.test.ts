/**
 * On virtual time the node scripts are played by models. These tests prove the models: the same states of a node, the
 * same scripts, once in real `sh` and once played, must leave the same traces.
 */
import { type Arbitrary, boolean, constant, constantFrom, record, sample } from "fast-check";
import { describe, expect, it } from "vitest";
import { MODELLED_TEXTS } from "../../../../../local/kubernetes/node/scripts/model/knownScripts.ts";
import { NODE_SCRIPTS } from "../../../../../src/activities/scripts/nodeScripts.ts";
import { playCases, type ScriptTrace } from "./playCases.ts";
import { aPatch, aProbe, CONFIGS, type ConfigName, type ScriptCase, sha256, titleOf } from "./scriptCases.ts";

const CASES: ScriptCase[] = [
  aProbe(),
  aProbe({ osSku: "Ubuntu2404", ofed: true, driver: true, peermem: true, portsDown: 3 }),
  aProbe({ config: "broken" }),
  aProbe({ config: "missing" }),
  aProbe({ config: "missing", osSku: "Ubuntu2404" }),
  aProbe({ config: "withoutFinalNewline", toolkit: "1.17.8" }),
  aProbe({ config: "withUmlauts", toolkit: "1.18.1", osSku: "Ubuntu2404" }),
  aProbe({ config: "importOfAMissingFile", osSku: "Ubuntu2404" }),
  aProbe({ config: "nriOnAndAnImport", osSku: "Ubuntu2404" }),
  aPatch(),
  aPatch({}, { toolkit: "1.17.8", ofed: true, driver: true }),
  aPatch({}, { toolkit: "1.18.1" }),
  aPatch({ to: "nriSingleQuoted" }, { osSku: "Ubuntu2404", config: "nriOff" }),
  aPatch({ to: "otherPluginDisabled" }),
  aPatch({ to: "aks" }),
  aPatch({ to: "aks" }, { osSku: "Ubuntu2404" }),
  aPatch({ to: "nriOff" }),
  aPatch({ to: "broken" }),
  aPatch({ to: "nriInDisabledPlugins" }, { osSku: "Ubuntu2404" }),
  aPatch({ to: "nriClosed" }),
  aPatch({ to: "otherPluginClosed" }),
  aPatch({ to: "criInDisabledPlugins" }),
  aPatch({ to: "criPartInDisabledPlugins" }, { osSku: "Ubuntu2404", config: "nriOff" }),
  aPatch({ to: "nriOnAndAMissingImport" }, { osSku: "Ubuntu2404", config: "nriOff" }),
  aPatch({ to: "nriOnAndAMissingImport", left: "newFileInPlace" }, { osSku: "Ubuntu2404", config: "nriOff" }),
  aPatch({ oldSha256: "wrong" }),
  aPatch({ newSha256: "wrong" }),
  aPatch({}, { config: "missing" }),
  aPatch({ left: "backup" }),
  aPatch({ left: "foreignBackup" }),
  aPatch({ left: "halfBackup" }),
  aPatch({ left: "stagedFile" }),
  aPatch({ left: "newFileInPlace" }),
  aPatch({ left: "newFileInPlace", to: "broken" }),
  aPatch({ left: "newFileInPlace", to: "nriOff" }),
  aPatch({ left: "newFileInPlace", to: "broken" }, { config: "nriOfTheWrongType" }),
  aPatch({ left: "newFileInPlaceWithoutBackup", to: "nriOff" }),
  aPatch({ left: "newFileInPlace", to: "nriOff", deadlineSeconds: 20 }),
];
const SAMPLED = 10;

const configName = constantFrom(...(Object.keys(CONFIGS) as ConfigName[]));
const anyCase: Arbitrary<ScriptCase> = record(
  {
    osSku: constantFrom("Ubuntu2204", "Ubuntu2404"),
    config: configName,
    ofed: boolean(),
    driver: boolean(),
    peermem: boolean(),
    portsDown: constant(0),
    patch: record({
      to: configName,
      oldSha256: constantFrom("right", "right", "right", "wrong"),
      newSha256: constantFrom("right", "right", "right", "wrong"),
      left: constantFrom("nothing", "nothing", "backup", "stagedFile", "newFileInPlace"),
      deadlineSeconds: constant(300),
    }),
  },
  { requiredKeys: ["osSku", "config", "ofed", "driver", "peermem", "portsDown"] },
);

const PATIENCE_MS = 240_000;

async function tracesOf(
  cases: readonly ScriptCase[],
): Promise<Record<"real" | "modelled", Record<string, ScriptTrace>>> {
  const byTitle = (traces: readonly ScriptTrace[]) =>
    Object.fromEntries(traces.map((trace, index) => [`${index} ${titleOf(cases[index] as ScriptCase)}`, trace]));
  const real = await playCases(cases, "sh");
  const modelled = await playCases(cases, "model");
  return { real: byTitle(real.map((trace) => ({ ...trace, ranInShell: false }))), modelled: byTitle(modelled) };
}

describe("a modelled script", () => {
  it("leaves what the real one leaves, in every state that a transaction may meet", {
    timeout: PATIENCE_MS,
  }, async () => {
    const { real, modelled } = await tracesOf(CASES);
    expect(modelled).toEqual(real);
  });

  it("leaves what the real one leaves, in any state of a node", { timeout: PATIENCE_MS }, async () => {
    const { real, modelled } = await tracesOf(sample(anyCase, SAMPLED));
    expect(modelled).toEqual(real);
  });
});

const ADVICE =
  "This script has changed, so it runs in real sh on virtual time. Let its model in local/kubernetes/node/scripts/model " +
  "follow, then put the new hash into MODELLED_TEXTS.";

describe("the scripts that are modelled", () => {
  it.each(Object.entries(NODE_SCRIPTS))("are those of the app: %s", (name, text) => {
    const known: Partial<Record<string, string>> = MODELLED_TEXTS;
    const advice = known[name] === sha256(text) ? "" : ADVICE;
    expect(advice).toBe("");
  });

  it("run in real sh once their text is another one", async () => {
    const changed = { ...NODE_SCRIPTS, "facts.sh": `${NODE_SCRIPTS["facts.sh"]}emit more facts\n` };
    const [trace] = await playCases([aProbe()], "model", changed);
    expect(trace?.ranInShell).toBe(true);
    expect(trace?.log).toMatch(/^more=facts\n/);
  });
});
