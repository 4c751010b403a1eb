/** Decisions and edits, with dumps from the model of containerd that the simulated nodes run. */
import * as fc from "fast-check";
import { parse, stringify } from "smol-toml";
import { describe, expect, it } from "vitest";
import { aksContainerdConfig } from "../../local/kubernetes/node/containerd/aksContainerdConfig.ts";
import { evaluateContainerdConfig } from "../../local/kubernetes/node/containerd/evaluateContainerdConfig.ts";
import { decideNri, isNriEffective, type NriDecision, obstacleToRestart } from "../../src/domain/containerdConfig.ts";

const V1 = "1.7.34";
const V2 = "2.3.3";
const HEADER = '[plugins."io.containerd.nri.v1.nri"]';
const METRICS = '[metrics]\n  address = "0.0.0.0:10257"\n';

type Imports = Record<string, string>;

/** Empty, as in a probe, when containerd cannot read its files. */
function dumpOf(config: string, version: string, imports: Imports = {}): string {
  const files = (pattern: string) =>
    Object.entries(imports).flatMap(([path, text]) => (path === pattern ? [{ path, text }] : []));
  const evaluation = evaluateContainerdConfig(config, files, version);
  return "error" in evaluation ? "" : evaluation.dump;
}

function decide(config: string, version: string = V1, imports: Imports = {}): NriDecision {
  return decideNri({ config, dump: dumpOf(config, version, imports), version, missingImport: "" });
}

function editOf(config: string, version: string = V1): string {
  const decision = decide(config, version);
  if (decision.kind !== "edit") throw new Error(`Expected an edit: ${JSON.stringify(decision)}`);
  return decision.newConfig;
}

function aksConfig(osSku: "Ubuntu2204" | "Ubuntu2404"): string {
  return aksContainerdConfig({
    gpuDriver: "None",
    osSku,
    hardware: { gpus: 8, gpuModel: "H100", infinibandDevices: 8 },
  });
}

function refusalOf(config: string, version: string = V1, imports: Imports = {}): string {
  const decision = decide(config, version, imports);
  return decision.kind === "refuse" ? decision.reason : `not refused: ${JSON.stringify(decision)}`;
}

describe("containerd 1.7, where NRI is off unless switched on", () => {
  it("gets a section at the end of AKS's own file, and nothing else changes", () => {
    const config = aksConfig("Ubuntu2204");
    expect(editOf(config)).toBe(`${config}\n${HEADER}\n  disable = false\n`);
  });

  it.each<[what: string, before: string, after: string]>([
    ["an empty section", `version = 2\n${HEADER}\n${METRICS}`, `version = 2\n${HEADER}\n  disable = false\n${METRICS}`],
    ["a section at the very end", `version = 2\n${HEADER}`, `version = 2\n${HEADER}\n  disable = false\n`],
    [
      "a section without the key",
      `version = 2\n${HEADER}\nplugin_path = "/x"\n`,
      `version = 2\n${HEADER}\n  disable = false\nplugin_path = "/x"\n`,
    ],
    [
      "disable = true",
      `version = 2\n${HEADER}\ndisable = true # why\n`,
      `version = 2\n${HEADER}\ndisable = false # why\n`,
    ],
    ["a quoted key", `version = 2\n${HEADER}\n"disable"=true\n`, `version = 2\n${HEADER}\n"disable"=false\n`],
    ["a literal key", `version = 2\n${HEADER}\n'disable' =  true\n`, `version = 2\n${HEADER}\n'disable' =  false\n`],
    [
      "single quotes in the header",
      "version = 2\n[plugins.'io.containerd.nri.v1.nri']\n",
      "version = 2\n[plugins.'io.containerd.nri.v1.nri']\n  disable = false\n",
    ],
    [
      "quotes around every part and spaces",
      'version = 2\n  [ "plugins" . "io.containerd.nri.v1.nri" ] # NRI\n',
      'version = 2\n  [ "plugins" . "io.containerd.nri.v1.nri" ] # NRI\n  disable = false\n',
    ],
    [
      "a dotted key",
      'version = 2\nplugins."io.containerd.nri.v1.nri".disable = true\n',
      'version = 2\nplugins."io.containerd.nri.v1.nri".disable = false\n',
    ],
    [
      "an inline table",
      'version = 2\nplugins = { "io.containerd.nri.v1.nri" = { disable = true, x = 1 } }\n',
      'version = 2\nplugins = { "io.containerd.nri.v1.nri" = { disable = false, x = 1 } }\n',
    ],
    [
      "other plugins by dotted keys",
      'version = 2\nplugins."io.containerd.grpc.v1.cri".enable_cdi = true\n',
      `version = 2\nplugins."io.containerd.grpc.v1.cri".enable_cdi = true\n\n${HEADER}\n  disable = false\n`,
    ],
    [
      "a table of NRI's below it",
      `version = 2\n[plugins."io.containerd.nri.v1.nri".more]\nx = 1\n`,
      `version = 2\n[plugins."io.containerd.nri.v1.nri".more]\nx = 1\n\n${HEADER}\n  disable = false\n`,
    ],
    [
      "an escaped key",
      `version = 2\n${HEADER}\n"dis\\u0061ble" = true\n`,
      `version = 2\n${HEADER}\n"dis\\u0061ble" = false\n`,
    ],
    [
      "an empty inline table of plugins",
      "version = 2\nplugins = {} # none\n",
      'version = 2\nplugins = { "io.containerd.nri.v1.nri" = { disable = false } } # none\n',
    ],
    [
      "an inline table of other plugins",
      'version = 2\nplugins = { "io.containerd.x.v1.y" = { a = 1 } }\n',
      'version = 2\nplugins = { "io.containerd.nri.v1.nri" = { disable = false }, "io.containerd.x.v1.y" = { a = 1 } }\n',
    ],
    [
      "an inline table of NRI's own",
      "version = 2\n[plugins]\n'io.containerd.nri.v1.nri' = {x = 1}\n",
      "version = 2\n[plugins]\n'io.containerd.nri.v1.nri' = { disable = false, x = 1}\n",
    ],
    [
      "an empty inline table of NRI's own",
      "version = 2\n[plugins]\n'io.containerd.nri.v1.nri' = { }\n",
      "version = 2\n[plugins]\n'io.containerd.nri.v1.nri' = { disable = false }\n",
    ],
    [
      "a dotted key of NRI's",
      'version = 2\n plugins . "io.containerd.nri.v1.nri".x = 1\n',
      'version = 2\n plugins . "io.containerd.nri.v1.nri".disable = false\n plugins . "io.containerd.nri.v1.nri".x = 1\n',
    ],
    [
      "dotted keys of NRI's in [plugins]",
      "version = 2\n[plugins]\n'io.containerd.a.v1.b'.c = 1\n'io.containerd.nri.v1.nri'.x = 1\n",
      "version = 2\n[plugins]\n'io.containerd.a.v1.b'.c = 1\n'io.containerd.nri.v1.nri'.disable = false\n'io.containerd.nri.v1.nri'.x = 1\n",
    ],
    ["no final newline", 'version = 2\nroot = "/r"', `version = 2\nroot = "/r"\n\n${HEADER}\n  disable = false\n`],
    ["CRLF line ends", "version = 2\r\n", `version = 2\r\n\r\n${HEADER}\r\n  disable = false\r\n`],
    [
      "CRLF line ends and a section",
      `version = 2\r\n${HEADER}\r\nx = 1\r\n`,
      `version = 2\r\n${HEADER}\r\n  disable = false\r\nx = 1\r\n`,
    ],
    ["a byte order mark", "\uFEFFversion = 2\n", `\uFEFFversion = 2\n\n${HEADER}\n  disable = false\n`],
    [
      "another plugin that is disabled",
      `version = 2\n[plugins."io.containerd.x.v1.y"]\ndisable = true\n${HEADER}\ndisable = true\n`,
      `version = 2\n[plugins."io.containerd.x.v1.y"]\ndisable = true\n${HEADER}\ndisable = false\n`,
    ],
  ])("is edited where there is %s", (_what, before, after) => {
    expect(editOf(before)).toBe(after);
    expect(isNriEffective(dumpOf(after, V1))).toBe(true);
  });

  it("keeps integers, dates and floats that JSON does not have", () => {
    const config = "version = 2\na = 9223372036854775807\nb = 1979-05-27T07:32:00Z\nc = -inf\nd = nan\n";
    const newConfig = `${config}\n${HEADER}\n  disable = false\n`;
    const state = { config, dump: "version = 2\n", version: V1, missingImport: "" };
    expect(decideNri(state)).toEqual({ kind: "edit", newConfig });
  });

  it.each<[what: string, text: string]>([
    ["a header in a multi-line string", `"""\n${HEADER}\n"""`],
    ["a header in a multi-line literal", `'''\n${HEADER}\n'''`],
    ["an escaped delimiter before a header", `"""a \\"""\n${HEADER}\n"""`],
    ["quotes that belong to the string before its end", `["""a"""", "b["]`],
    ["a string with a bracket", `'[' # [ """`],
    ["an array over several lines", '[\n  ["x"], # ]\n  ["y"],\n]'],
  ])("is not misled by %s", (_what, value) => {
    const inString = `version = 2\nnote = ${value}\n`;
    expect(editOf(inString)).toBe(`${inString}\n${HEADER}\n  disable = false\n`);
    const beforeSection = `${inString}${HEADER}\nx = 1\n`;
    expect(editOf(beforeSection)).toBe(`${inString}${HEADER}\n  disable = false\nx = 1\n`);
  });

  it("is not misled by a setting in a string or a comment", () => {
    const config = (last: boolean) =>
      `version = 2\n${HEADER}\n# disable = true\nnote = """\ndisable = true\n"""\ndisable = ${last}\n`;
    expect(editOf(config(true))).toBe(config(false));
  });

  it.each<[what: string, config: string, reason: string]>([
    ["a file without a version", METRICS, "version = 2"],
    ["version 1", `version = 1\n${METRICS}`, "version = 2"],
    ["version 3", `version = 3\n${METRICS}`, "version = 2"],
    ["version 4", `version = 4\n${METRICS}`, "version = 2"],
    [
      "NRI closed to plugins",
      `version = 2\n${HEADER}\ndisable = true\ndisable_connections = true\n`,
      "disable_connections",
    ],
    [
      "an escape in a header, which containerd 1.7 does not resolve",
      'version = 2\n[plugins."io.containerd.nri.v1.n\\u0072i"]\ndisable = true\n',
      "with a backslash",
    ],
    ["capitals", `version = 2\n${HEADER}\nDisable = true\n`, "spells Disable with capitals"],
    ["capitals in plugins", 'version = 2\n[Plugins."io.containerd.nri.v1.nri"]\n', "spells Plugins with capitals"],
    ["a version in quotes", 'version = "2"\n', "version = 2"],
    ["a duplicate section", `version = 2\n${HEADER}\n[plugins.'io.containerd.nri.v1.nri']\n`, "not valid TOML"],
    ["a duplicate key", `version = 2\n${HEADER}\ndisable = true\ndisable = true\n`, "not valid TOML"],
    ["something that is not TOML", "version = 2\n<<<", "not valid TOML"],
    [
      "NRI among the disabled plugins",
      'version = 2\ndisabled_plugins = ["io.containerd.nri.v1.nri"]\n',
      "disabled_plugins",
    ],
    [
      "CRI among the disabled plugins, which opens NRI's socket",
      'version = 2\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n',
      "disabled_plugins",
    ],
    [
      "an unquoted header, which containerd refuses",
      "version = 2\n[plugins.io.containerd.nri.v1.nri]\n",
      "cannot read its own files",
    ],
    ['disable = "false"', `version = 2\n${HEADER}\ndisable = "false"\n`, "cannot read its own files"],
  ])("is left alone with %s", (_what, config, reason) => {
    expect(refusalOf(config)).toContain(reason);
  });
});

describe("containerd 2, where NRI is on unless switched off", () => {
  it.each<[what: string, config: string]>([
    ["AKS's own file", aksConfig("Ubuntu2404")],
    ["no version", METRICS],
    ["version 3", "version = 3\n"],
    ["an empty section", `version = 2\n${HEADER}\n`],
    ["disable = false", `version = 2\n${HEADER}\ndisable = false\n`],
  ])("needs nothing with %s", (_what, config) => {
    expect(decide(config, V2)).toEqual({ kind: "effective" });
  });

  it.each(["", "version = 2\n", "version = 3\n"])(
    "is switched on again where it is switched off, after %j",
    (version) => {
      expect(editOf(`${version}${HEADER}\ndisable = true\n`, V2)).toBe(`${version}${HEADER}\ndisable = false\n`);
    },
  );

  it("reads escapes in headers, and so they are edited", () => {
    const config = (last: boolean) => `[plugins."io.containerd.nri.v1.n\\u0072i"]\ndisable = ${last}\n`;
    expect(editOf(config(true), V2)).toBe(config(false));
  });

  it("takes a key in capitals for the same, and such a file is left alone", () => {
    expect(refusalOf(`version = 2\n${HEADER}\nDisable = true\n`, V2)).toContain("spells Disable with capitals");
  });

  it("is left alone when somebody disabled the plugin", () => {
    const config = 'version = 2\ndisabled_plugins = ["io.containerd.nri.v1.nri"]\n';
    expect(refusalOf(config, V2)).toContain("disabled_plugins");
  });

  it("is left alone when somebody disabled CRI, which opens NRI's socket", () => {
    const config = 'version = 2\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n';
    expect(refusalOf(config, V2)).toContain("disabled_plugins names io.containerd.grpc.v1.cri");
  });

  it("is left alone when somebody closed NRI to plugins", () => {
    expect(refusalOf(`version = 2\n${HEADER}\ndisable_connections = true\n`, V2)).toContain("disable_connections");
  });

  it("is left alone with a byte order mark, which it cannot read", () => {
    expect(refusalOf("\uFEFFversion = 2\n", V2)).toContain("byte order mark");
  });
});

describe("imports", () => {
  const importing = `version = 2\nimports = ["/etc/containerd/conf.d/99.toml"]\n`;
  const switchedOff = { "/etc/containerd/conf.d/99.toml": `version = 2\n${HEADER}\ndisable = true\n` };
  const pluginOff = {
    "/etc/containerd/conf.d/99.toml": 'version = 2\ndisabled_plugins = ["io.containerd.nri.v1.nri"]\n',
  };
  const harmless = {
    "/etc/containerd/conf.d/99.toml": 'version = 2\n[plugins."io.containerd.grpc.v1.cri"]\nenable_cdi = true\n',
  };

  it("that say nothing of NRI do not stand in the way", () => {
    expect(decide(importing, V1, harmless).kind).toBe("edit");
    expect(decide(importing, V2, harmless).kind).toBe("effective");
  });

  it("that switch NRI on are enough", () => {
    const switchedOn = { "/etc/containerd/conf.d/99.toml": `version = 2\n${HEADER}\ndisable = false\n` };
    expect(decide(importing, V1, switchedOn)).toEqual({ kind: "effective" });
  });

  it.each([
    ["switch NRI off over a file that has it on", V1, `${importing}${HEADER}\ndisable = false\n`, switchedOff],
    [
      "switch NRI off over a file that has it on, in containerd 2",
      V2,
      `${importing}${HEADER}\ndisable = false\n`,
      switchedOff,
    ],
    ["switch NRI off where the default is on", V2, importing, switchedOff],
    ["disable the plugin in containerd 2", V2, importing, pluginOff],
  ])("that %s are named, since no edit of config.toml would help", (_what, version, config, imports) => {
    expect(refusalOf(config, version, imports)).toContain("a file that it imports");
  });
});

describe("an import that is not there", () => {
  const missing = { version: V2, missingImport: "/etc/containerd/99.toml" };

  it("keeps a file from being edited: containerd would not start again", () => {
    const config = `version = 2\nimports = ["/etc/containerd/99.toml"]\n${HEADER}\ndisable = true\n`;
    expect(decideNri({ config, dump: dumpOf(config, V2), ...missing })).toMatchObject({
      kind: "refuse",
      reason: expect.stringMatching(
        /imports \/etc\/containerd\/99\.toml, which is not there.*would not start again/,
      ) as string,
    });
    expect(obstacleToRestart({ missingImport: "" })).toBeUndefined();
  });

  it("does not matter to a containerd that has NRI on and need not be restarted", () => {
    expect(decideNri({ config: "version = 2\n", dump: dumpOf("version = 2\n", V2), ...missing }).kind).toBe(
      "effective",
    );
  });
});

describe("containerd 2.3, as AKS ships it, with what GPU toolkits write", () => {
  const dropIn = (text: string) => ({ "/etc/containerd/conf.d/99-nvidia.toml": text });
  const runtime = (version: number) =>
    `version = ${version}\n[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.nvidia]\nruntime_type = "io.containerd.runc.v2"\n`;
  const importing = (version: number) => `version = ${version}\nimports = ["/etc/containerd/conf.d/99-nvidia.toml"]\n`;

  it.each([
    [2, 2],
    [3, 3],
    [3, 2],
    [4, 4],
    [4, 2],
  ])("needs nothing: a root of version %i, a drop-in of version %i", (root, dropped) => {
    expect(decide(importing(root), V2, dropIn(runtime(dropped)))).toEqual({ kind: "effective" });
  });

  it.each([
    [2, 2],
    [3, 3],
    [4, 4],
  ])("is edited in the root alone where it is off: version %i, a drop-in of version %i", (root, dropped) => {
    const config = (last: boolean) => `${importing(root)}${HEADER}\ndisable = ${last}\n`;
    expect(decide(config(true), V2, dropIn(runtime(dropped)))).toEqual({ kind: "edit", newConfig: config(false) });
  });

  it("is left alone where a drop-in is of a newer version than the root: containerd cannot read its files", () => {
    expect(refusalOf(importing(2), V2, dropIn(runtime(4)))).toContain("cannot read its own files");
  });

  it("reads version 4, which 2.1 refuses", () => {
    expect(decide("version = 4\n", V2)).toEqual({ kind: "effective" });
    expect(refusalOf("version = 4\n", "2.1.9")).toContain("cannot read its own files");
  });
});

describe("an effective configuration", () => {
  it.each(["", "garbage {", "version = 3\n", `version = 3\n${HEADER}\ndisable = "false"\n`])(
    "is not claimed of %j",
    (dump) => {
      expect(isNriEffective(dump)).toBe(false);
    },
  );
});

describe("for any configuration", () => {
  const name = fc.constantFrom(
    "note",
    "more",
    "disable",
    "enable_cdi",
    "plugins",
    "a.b",
    "disable = true",
    "[x]",
    'q"q',
  );
  const value = fc.oneof(
    fc.boolean(),
    fc.integer(),
    fc.constantFrom("disable = true", `\n${HEADER}\ndisable = true\n`, '"""', "'''", "# [", "\\"),
    fc.array(fc.constantFrom("[", "]", "{", "x")),
  );
  const settings = fc.dictionary(name, value, { maxKeys: 4 });
  const nri = fc.option(fc.record({ disable: fc.constant(true), plugin_path: fc.string() }, { requiredKeys: [] }), {
    nil: undefined,
  });
  const config = fc
    .record({
      root: settings,
      cri: settings,
      other: settings,
      nri,
      newline: fc.constantFrom("\n", "\r\n"),
      cut: fc.boolean(),
    })
    .map(({ root, cri, other, nri: section, newline, cut }) => {
      const { plugins: _none, ...rest } = root;
      const plugins = {
        "io.containerd.grpc.v1.cri": { ...cri, runtimes: other },
        ...(section === undefined ? {} : { "io.containerd.nri.v1.nri": section }),
        "io.containerd.last.v1.z": other,
      };
      const text = stringify({ version: 2, ...rest, plugins }).replaceAll("\n", newline);
      return cut ? text.trimEnd() : text;
    });

  it("the edit is TOML that differs in nothing but NRI's switch, and every other line stays as it is", () => {
    fc.assert(
      fc.property(config, (before) => {
        const after = editOf(before);
        const expected = parse(before) as { plugins: Record<string, Record<string, unknown>> };
        expected.plugins["io.containerd.nri.v1.nri"] = {
          ...expected.plugins["io.containerd.nri.v1.nri"],
          disable: false,
        };
        expect(parse(after)).toEqual(expected);
        expect(linesWithoutEdit(after)).toEqual(linesWithoutEdit(before));
      }),
      { numRuns: 300 },
    );
  });

  it("nothing is left to do after the edit", () => {
    fc.assert(
      fc.property(config, (before) => {
        expect(decide(editOf(before))).toEqual({ kind: "effective" });
      }),
    );
  });

  it("there is a decision whatever the texts are, and no edit that is not TOML", () => {
    const text = fc.oneof(fc.string(), config);
    fc.assert(
      fc.property(text, text, fc.constantFrom(V1, V2, ""), (text1, dump, version) => {
        const decision = decideNri({ config: text1, dump, version, missingImport: "" });
        expect(() => parse(decision.kind === "edit" ? decision.newConfig : "")).not.toThrow();
      }),
    );
  });

  /** Without NRI's header, its switch and empty lines. */
  function linesWithoutEdit(text: string): string[] {
    const isEdited = (line: string) => line === HEADER || /^\s*disable = (true|false)$/.test(line) || line === "";
    return text.split(/\r?\n/).filter((line) => !isEdited(line));
  }
});
