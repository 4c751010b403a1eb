/** The judge of `npm run test:containerd` on containerds that behave otherwise than we think: it must notice. */
import { expect, test } from "vitest";
import { CONFIG_PATH, type NodeTexts } from "../../build/containerd/containerdRoot.ts";
import { judgeConfig } from "../../build/containerd/judgeConfig.ts";
import type { Containerd, Observation } from "../../build/containerd/observation.ts";
import { observeSimulated } from "../../build/containerd/simulatedContainerd.ts";
import { type CorpusConfig, NRI_HEADER } from "../containerd/corpusConfig.ts";

const VERSION = "1.7.24";
const SILENT: CorpusConfig = { name: "silent", config: "version = 2\n" };
const ON: CorpusConfig = { name: "on", config: `version = 2\n${NRI_HEADER}\ndisable = false\n` };
const DISABLED: CorpusConfig = {
  name: "disabled",
  config: 'version = 2\ndisabled_plugins = ["io.containerd.nri.v1.nri"]\n',
};

test("a containerd as we know it agrees on edits, on what is effective and on refusals", async () => {
  for (const config of [SILENT, ON, DISABLED]) {
    expect(await judgeConfig(config, containerd())).toMatchObject({ disagreements: [], isCaution: false });
  }
});

test("nobody listens where we say that NRI is effective", async () => {
  const deaf = containerd((seen) => ({ ...seen, nri: "off", remark: "deaf" }));
  expect((await judgeConfig(ON, deaf)).disagreements).toContain("nobody listens: deaf");
});

test("it is on where we would edit", async () => {
  const eager = containerd((seen) => ({ ...seen, nri: "listening", remark: "listens" }));
  expect((await judgeConfig(SILENT, eager)).disagreements).toContain("NRI is listening: listens");
});

test("it refuses what we wrote", async () => {
  const strict = containerd((seen, text) =>
    text.includes("disable = false") ? { dump: undefined, nri: "notStarted", remark: "no" } : seen,
  );
  expect((await judgeConfig(SILENT, strict)).disagreements).toContain("it is refused after the edit: no");
});

test("our edit changes something else", async () => {
  const forgetful = containerd((seen, text) =>
    text.includes("disable = false") ? { ...seen, dump: seen.dump?.replace("oom_score = 0", "oom_score = 1") } : seen,
  );
  expect((await judgeConfig(SILENT, forgetful)).disagreements).toContain('the edit also changed ["oom_score"]');
});

test("it would have taken an edit where we refuse, and only a named caution excuses that", async () => {
  const lenient = containerd((_seen, text) =>
    text.includes("disable = false")
      ? { dump: `version = 2\n${NRI_HEADER}\ndisable = false\n`, nri: "listening", remark: "" }
      : { dump: "version = 2\n", nri: "off", remark: "" },
  );
  const { disagreements } = await judgeConfig(DISABLED, lenient);
  expect(disagreements.some((one) => one.startsWith("this would have been safe"))).toBe(true);
  const cautious = await judgeConfig({ ...DISABLED, caution: "on purpose" }, lenient);
  expect(cautious).toMatchObject({ disagreements: [], isCaution: true });
});

type Alter = (seen: Observation, text: string) => Observation;

/** Behaves as the simulated one, but for what is altered. */
function containerd(alter: Alter = (seen) => seen): Containerd {
  const observe = (texts: NodeTexts) => alter(observeSimulated(VERSION, texts), texts[CONFIG_PATH] ?? "");
  return {
    version: VERSION,
    dump: async (texts) => observe(texts).dump,
    observe: async (texts) => observe(texts),
  };
}
