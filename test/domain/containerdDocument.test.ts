import { describe, expect, it } from "vitest";
import {
  disabledNeededPlugin,
  nriSwitch,
  parseContainerdConfig,
  sameButForNriSwitch,
  type TomlTable,
} from "../../src/domain/containerdDocument.ts";

const NRI = '[plugins."io.containerd.nri.v1.nri"]';

function read(text: string): TomlTable {
  const document = parseContainerdConfig(text);
  if (document === undefined) throw new Error(`The test's text is not TOML: ${text}`);
  return document;
}

describe("what a document says of NRI", () => {
  it.each<[text: string, says: unknown]>([
    ["", undefined],
    [NRI, undefined],
    [`${NRI}\ndisable = true`, true],
    [`${NRI}\ndisable = false`, false],
    [`${NRI}\ndisable = "false"`, "false"],
    ["plugins = 1", undefined],
    ["[plugins]\n'io.containerd.nri.v1.nri' = [1]", undefined],
    ["[plugins.io.containerd.nri.v1.nri]\ndisable = false", undefined],
  ])("in %j is %j", (text, says) => {
    expect(nriSwitch(read(text))).toBe(says);
  });

  it("includes the list of disabled plugins, if it is a list", () => {
    expect(disabledNeededPlugin(read('disabled_plugins = ["x", "io.containerd.nri.v1.nri"]'))).toBe(
      "io.containerd.nri.v1.nri",
    );
    expect(disabledNeededPlugin(read('disabled_plugins = ["io.containerd.grpc.v1.cri"]'))).toBe(
      "io.containerd.grpc.v1.cri",
    );
    expect(disabledNeededPlugin(read('disabled_plugins = ["x"]'))).toBeUndefined();
    expect(disabledNeededPlugin(read('disabled_plugins = "io.containerd.nri.v1.nri"'))).toBeUndefined();
  });
});

describe("two documents", () => {
  it.each<[what: string, left: string, right: string]>([
    ["only one has NRI's table", "a = 1", `a = 1\n${NRI}\ndisable = false`],
    ["NRI is on in one and off in the other", `${NRI}\ndisable = true\nx = 1`, `${NRI}\ndisable = false\nx = 1`],
    ["keys are in another order", "a = 1\nb = 2", "b = 2\na = 1"],
    ["a number is not one", "a = nan", "a = nan"],
    ["a date is written in full", "a = 2026-11-24T10:00:00Z", "a = 2026-11-24 10:00:00Z"],
  ])("say the same but for NRI's switch when %s", (_what, left, right) => {
    expect(sameButForNriSwitch(read(left), read(right))).toBe(true);
  });

  it.each<[what: string, left: string, right: string]>([
    ["a setting", "a = 1", "a = 2"],
    ["a setting more", "a = 1", "a = 1\nb = 1"],
    ["another setting of NRI's", `${NRI}\nx = 1`, `${NRI}\nx = 2`],
    ["the switch of another plugin", "[plugins.x]\ndisable = true", "[plugins.x]\ndisable = false"],
    ["a large number", "a = 9223372036854775807", "a = 9223372036854775806"],
    ["a date", "a = 2026-11-24", "a = 2026-11-25"],
    ["a list's order", "a = [1, 2]", "a = [2, 1]"],
    ["a list in place of a table", "a = []", "a = {}"],
    ["a text in place of a number", "a = 1", 'a = "1"'],
  ])("do not say the same when they differ in %s", (_what, left, right) => {
    expect(sameButForNriSwitch(read(left), read(right))).toBe(false);
    expect(sameButForNriSwitch(read(right), read(left))).toBe(false);
  });
});
