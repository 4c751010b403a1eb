/** Every row of the measured behaviour of containerd 1.7 and 2.x, and what the dump says about it. */
import { parse } from "smol-toml";
import { describe, expect, it } from "vitest";
import { aksContainerdConfig } from "../../../../../local/kubernetes/node/containerd/aksContainerdConfig.ts";
import { evaluateContainerdConfig } from "../../../../../local/kubernetes/node/containerd/evaluateContainerdConfig.ts";
import type { ImportReader } from "../../../../../local/kubernetes/node/containerd/loadConfigTree.ts";

const SECTION = '[plugins."io.containerd.nri.v1.nri"]';
const ON = `${SECTION}\n  disable = false\n`;
const METRICS = '[metrics]\n  address = "0.0.0.0:10257"\n';
const noImports: ImportReader = () => [];

type Outcome = "on" | "off" | "error";

function outcome(text: string | undefined, version: string, imports: ImportReader = noImports): Outcome {
  const evaluation = evaluateContainerdConfig(text, imports, version);
  if ("error" in evaluation) return "error";
  return evaluation.nriEnabled ? "on" : "off";
}

const rows: [title: string, text: string, on17: Outcome, on2: Outcome][] = [
  ["no section", `version = 2\n${METRICS}`, "off", "on"],
  ["an empty section", `version = 2\n${SECTION}\n`, "off", "on"],
  ["a section without a disable key", `version = 2\n${SECTION}\n  plugin_path = "/x"\n`, "off", "on"],
  ["disable = false", `version = 2\n${ON}`, "on", "on"],
  ["disable = true", `version = 2\n${SECTION}\ndisable = true\n`, "off", "off"],
  ["single quotes", "version = 2\n[plugins.'io.containerd.nri.v1.nri']\ndisable = false\n", "on", "on"],
  ["spaces in the header", 'version = 2\n[ plugins . "io.containerd.nri.v1.nri" ]\ndisable = false\n', "on", "on"],
  ["an inline table", 'version = 2\nplugins = {"io.containerd.nri.v1.nri" = {disable = false}}\n', "on", "on"],
  ["dotted keys", 'version = 2\nplugins."io.containerd.nri.v1.nri".disable = false\n', "on", "on"],
  ["CRLF line ends", `version = 2\r\n${SECTION}\r\ndisable = false\r\n`, "on", "on"],
  ["no final newline", `version = 2\n${SECTION}\ndisable = false`, "on", "on"],
  ["an unquoted header", "version = 2\n[plugins.io.containerd.nri.v1.nri]\ndisable = false\n", "error", "on"],
  [
    "an unquoted header that disables",
    "version = 2\n[plugins.io.containerd.nri.v1.nri]\ndisable = true\n",
    "error",
    "on",
  ],
  ["a duplicate section", `version = 2\n${ON}${ON}`, "error", "error"],
  ["a duplicate section in other quotes", `version = 2\n${ON}[plugins.'io.containerd.nri.v1.nri']\n`, "error", "error"],
  ["a duplicate key", `version = 2\n${ON}disable = false\n`, "error", "error"],
  ['disable = "false"', `version = 2\n${SECTION}\ndisable = "false"\n`, "error", "error"],
  ["a byte order mark", `\uFEFFversion = 2\n${ON}`, "on", "error"],
  ["no version line", ON, "off", "on"],
  ["version = 3", `version = 3\n${ON}`, "error", "on"],
  [
    "NRI among the disabled plugins",
    `version = 2\ndisabled_plugins = ["io.containerd.nri.v1.nri"]\n${ON}`,
    "off",
    "off",
  ],
  ["a table after inline plugins", `version = 2\nplugins = {}\n${ON}`, "error", "error"],
  ["a table appended without a newline", `version = 2\n[metrics]\naddress = "x"${ON}`, "error", "error"],
];

describe.each([
  ["1.7.34", 0],
  ["2.1.9", 1],
  ["2.3.3", 1],
] as const)("containerd %s", (version, column) => {
  it.each(rows)("with %s", (_title, text, on17, on2) => {
    expect(outcome(text, version)).toBe([on17, on2][column]);
  });

  it("runs on what AKS writes, and its dump is valid TOML that names NRI's state", () => {
    const text = aksContainerdConfig({
      osSku: column === 0 ? "Ubuntu2204" : "Ubuntu2404",
      gpuDriver: "Install",
      hardware: { gpus: 8, gpuModel: "H100", infinibandDevices: 8 },
    });
    expect(text.trimEnd().split("\n").at(-2)).toBe("[metrics]");
    const evaluation = evaluateContainerdConfig(text, noImports, version);
    expect(evaluation).toMatchObject({ nriEnabled: column === 1 });
    const dump = parse("dump" in evaluation ? evaluation.dump : "");
    expect(dump["plugins"]).toMatchObject({ "io.containerd.nri.v1.nri": { disable: column === 0 } });
  });
});

describe("what 1.7 and 2.x read differently", () => {
  it.each<[what: string, text: string, on17: string, on2: string]>([
    [
      "an escape in a header",
      `version = 2\n[plugins."io.containerd.nri.v1.n\\u0072i"]\ndisable = false\n`,
      "off",
      "on",
    ],
    ["a key in capitals", `version = 2\n${SECTION}\nDisable = true\n`, "off", "off"],
    ["CRI disabled", `version = 2\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n${ON}`, "off", "off"],
    ["NRI closed to plugins", `version = 2\n${ON}\ndisable_connections = true\n`, "off", "off"],
    ["a version with a fraction", `version = 2.0\n${ON}`, "error", "error"],
  ])("%s", (_what, text, on17, on2) => {
    expect([outcome(text, "1.7.34"), outcome(text, "2.3.3")]).toEqual([on17, on2]);
  });
});

describe("an import that overrides the main file", () => {
  const main =
    'version = 2\nimports = ["/etc/containerd/conf.d/*.toml"]\n[plugins."io.containerd.nri.v1.nri"]\ndisable = false\n';
  const dropIn: ImportReader = () => [
    { path: "/etc/containerd/conf.d/a.toml", text: `version = 2\n${SECTION}\nplugin_path = "/other"\n` },
  ];

  it("replaces the whole section on 1.7", () => expect(outcome(main, "1.7.34", dropIn)).toBe("off"));

  it("is merged key by key on 2.x", () => {
    expect(outcome(main.replace("false", "true"), "2.1.9", dropIn)).toBe("off");
    const evaluation = evaluateContainerdConfig(main, dropIn, "2.1.9");
    expect("dump" in evaluation && evaluation.dump).toContain("plugin_path = '/other'");
  });

  it("must not have a higher version than the root, which 2.1 does not mind yet", () => {
    const newer: ImportReader = () => [{ path: "/etc/containerd/conf.d/a.toml", text: `version = 3\n${ON}` }];
    expect(outcome(main, "2.3.3", newer)).toBe("error");
    expect(outcome(main, "2.1.9", newer)).toBe("on");
    expect(outcome(main, "1.7.34", newer)).toBe("error");
  });
});

describe("a missing file", () => {
  it("that is imported by name is fatal on 1.7, and noticed by 2.x only when it starts", () => {
    const text = `version = 2\nimports = ["/etc/containerd/absent.toml"]\n${ON}`;
    expect(outcome(text, "1.7.34")).toBe("error");
    expect(outcome(text, "2.1.9")).toBe("on");
    expect(evaluateContainerdConfig(text, noImports, "2.1.9")).toMatchObject({
      startError: "containerd: open /etc/containerd/absent.toml: no such file or directory",
    });
  });

  it("that is imported by a pattern is ignored", () => {
    expect(outcome(`version = 2\nimports = ["/etc/containerd/conf.d/*.toml"]\n${ON}`, "1.7.34")).toBe("on");
  });

  it("as the configuration itself gives defaults on 2.x only", () => {
    expect(outcome(undefined, "1.7.34")).toBe("error");
    expect(outcome(undefined, "2.1.9")).toBe("on");
  });
});

describe("the dump of a configuration whose disabled plugins name NRI", () => {
  const text = `version = 2\ndisabled_plugins = ["io.containerd.nri.v1.nri"]\n${ON}`;
  const dump = (version: string) => {
    const evaluation = evaluateContainerdConfig(text, noImports, version);
    return "dump" in evaluation ? evaluation.dump : evaluation.error;
  };

  it("has no NRI section on 1.7", () => expect(dump("1.7.34")).not.toContain("plugin_registration_timeout"));

  it("still says disable = false on 2.x, in single quotes", () => {
    expect(dump("2.1.9")).toContain("[plugins.'io.containerd.nri.v1.nri']\n    disable = false\n");
  });
});
