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
    [[], "name a command: demo, start, simulators"],
    [["--json"], "name a command before --json: demo, start, simulators"],
    [["simulator"], 'unknown command "simulator"; did you mean simulators?'],
    [["stop"], 'unknown command "stop"; known: demo, start, simulators'],
    [["toString"], 'unknown command "toString"; known: demo, start, simulators'],
  ])("%j is refused: %s", (args, problem) => {
    expect(parseArguments(args)).toEqual({ kind: "wrong", command: undefined, problems: [problem] });
  });

  test("help is given for a command or in general, whatever else is wrong", () => {
    expect(parseArguments(["demo", "--bogus", "--help"])).toEqual({ kind: "help", command: "demo" });
    expect(parseArguments(["-h"])).toEqual({ kind: "help", command: undefined });
  });
});
