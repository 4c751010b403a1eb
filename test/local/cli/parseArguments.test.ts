import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { parseArguments } from "../../../local/cli/parseArguments.ts";
import { DEFAULT_SCENARIO, loadScenario } from "../../../local/scenarios/scenario.ts";

describe("the command line", () => {
  test("demo runs the default scenario, for a person, unless told otherwise", () => {
    const parsed = parseArguments(["demo"]);
    expect(parsed).toEqual({
      kind: "run",
      command: "demo",
      options: { scenario: loadScenario(DEFAULT_SCENARIO), json: false, speed: 60 },
    });
  });

  test("flags may be written with a space or an equals sign, in any order", () => {
    const parsed = parseArguments(["demo", "--speed=virtual", "--json", "--scenario", DEFAULT_SCENARIO]);
    expect(parsed).toMatchObject({ kind: "run", options: { json: true, speed: "virtual" } });
  });

  test("a scenario may be a file of one's own", () => {
    const file = join(mkdtempSync(join(tmpdir(), "scenario-")), "mine.json");
    writeFileSync(file, JSON.stringify({ ...loadScenario(DEFAULT_SCENARIO), name: "mine" }));
    expect(parseArguments(["demo", "--scenario", file])).toMatchObject({ options: { scenario: { name: "mine" } } });
  });

  test("start listens on 7071 and keeps nothing, unless told otherwise", () => {
    expect(parseArguments(["start"])).toMatchObject({ options: { port: 7071, data: undefined, speed: 60 } });
    expect(parseArguments(["start", "--port", "0", "--data", "world", "--speed", "0.5"])).toMatchObject({
      options: { port: 0, data: resolve("world"), speed: 0.5 },
    });
  });

  test("the simulators alone keep pace with the real clock of the programs that use them", () => {
    expect(parseArguments(["simulators"])).toMatchObject({ options: { speed: 1 } });
  });

  test("start on a cluster of one's own keeps real time, unless told otherwise", () => {
    const kubeconfig = aKubeconfigFile();
    expect(parseArguments(["start", "--kubeconfig", kubeconfig])).toMatchObject({
      options: { speed: 1, kubeconfig: { file: kubeconfig, server: "https://127.0.0.1:6443" } },
    });
    expect(parseArguments(["start", "--kubeconfig", kubeconfig, "--speed", "2"])).toMatchObject({
      options: { speed: 2 },
    });
  });

  test("node-transaction takes each node once, and needs nodes and a kubeconfig", () => {
    const args = ["node-transaction", "--kubeconfig", aKubeconfigFile(), "--nodes", "a,b.internal, a"];
    expect(parseArguments(args)).toMatchObject({
      kind: "run",
      options: { nodes: ["a", "b.internal"], json: false, kubeconfig: { context: "mine" } },
    });
    expect(parseArguments(["node-transaction"])).toMatchObject({
      problems: ["--kubeconfig is needed: --kubeconfig FILE", "--nodes is needed: --nodes NAME,NAME,..."],
    });
    expect(parseArguments(["node-transaction", "--kubeconfig", "/none", "--nodes", "A,b,", "--jsn"])).toMatchObject({
      problems: [
        "unknown flag --jsn; did you mean --json?",
        "--kubeconfig: there is no file /none",
        '--nodes: expected names of nodes with commas between them, got "A", ""',
      ],
    });
    expect(parseArguments(["node-transaction", "--kubeconfig=", "--nodes="])).toMatchObject({
      problems: ["--kubeconfig needs a value: --kubeconfig FILE", "--nodes needs a value: --nodes NAME,NAME,..."],
    });
  });

  test("every problem is told at once, with what was probably meant", () => {
    expect(
      parseArguments(["demo", "--sped", "3", "--json=yes", "--scenario", "none", "--speed", "-1", "more"]),
    ).toEqual({
      kind: "wrong",
      command: "demo",
      problems: [
        "unknown flag --sped; did you mean --speed?",
        "--json takes no value",
        'unexpected argument "more"',
        expect.stringMatching(/^--scenario: There is no scenario "none"\. Known: .*h100-self-managed/),
        '--speed: expected a number above 0, or "virtual", got "-1"',
      ],
    });
  });

  test.each([
    [["start", "--port", "70000"], '--port: expected a port from 0 to 65535, got "70000"'],
    [["start", "--port", "1e3"], '--port: expected a port from 0 to 65535, got "1e3"'],
    [["start", "--speed", "virtual"], '--speed: expected a number above 0, got "virtual"'],
    [["start", "--data"], "--data needs a value: --data DIR"],
    [["demo", "--scenario", "--json"], "--scenario needs a value: --scenario NAME|FILE.json"],
    [["demo", "--speed="], "--speed needs a value: --speed N|virtual"],
    [["demo", "--port", "1"], "unknown flag --port"],
    [["simulators", "-x"], "unknown flag -x"],
  ])("%j is refused: %s", (args, problem) => {
    expect(parseArguments(args)).toMatchObject({ kind: "wrong", problems: [problem] });
  });

  test.each([
    [[], "name a command: demo, start, simulators, node-transaction, faults"],
    [["--json"], "name a command before --json: demo, start, simulators, node-transaction, faults"],
    [["simulator"], 'unknown command "simulator"; did you mean simulators?'],
    [["stop"], 'unknown command "stop"; known: demo, start, simulators, node-transaction, faults'],
    [["toString"], 'unknown command "toString"; known: demo, start, simulators, node-transaction, faults'],
  ])("%j is refused: %s", (args, problem) => {
    expect(parseArguments(args)).toEqual({ kind: "wrong", command: undefined, problems: [problem] });
  });

  test("help is given for a command or in general, whatever else is wrong", () => {
    expect(parseArguments(["demo", "--bogus", "--help"])).toEqual({ kind: "help", command: "demo" });
    expect(parseArguments(["-h"])).toEqual({ kind: "help", command: undefined });
  });
});

function aKubeconfigFile(): string {
  const file = join(mkdtempSync(join(tmpdir(), "kubeconfig-")), "config");
  const kubeconfig = {
    clusters: [{ name: "c", cluster: { server: "https://127.0.0.1:6443" } }],
    users: [{ name: "u", user: { token: "t" } }],
    contexts: [{ name: "mine", context: { cluster: "c", user: "u" } }],
    "current-context": "mine",
  };
  writeFileSync(file, JSON.stringify(kubeconfig));
  return file;
}
