/** Every documented code can be seen in a scenario that is named after it, and looked up in the operations guide. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadScenario, scenarioNames } from "../../local/scenarios/scenario.ts";
import { DOCUMENTED_CODES } from "../support/documentedCodes.ts";

const scenarios = scenarioNames().map((name) => loadScenario(name));

describe("every documented code", () => {
  it.each(DOCUMENTED_CODES)("has a scenario of its name that shows it: %s", (code) => {
    const name = kebabCase(code);
    expect(scenarioNames()).toContain(name);
    // What is waited out is in a record only where it was waited for in vain: `throttled`, `throttled-for-ever`.
    const faces = scenarios.filter((scenario) => scenario.name === name || scenario.name.startsWith(`${name}-`));
    expect(faces.flatMap(({ expected }) => expected.findings)).toContain(code);
  });

  it.each(DOCUMENTED_CODES)("is in the operations guide's table, with what to do: %s", (code) => {
    expect(codesWithAdvice()).toContain(code);
  });
});

describe("the scenarios together", () => {
  it("are named as their files are", () => {
    expect(scenarios.map(({ name }) => name)).toEqual(scenarioNames());
  });

  it("are at least 30, and show at least 25 codes", () => {
    const shown = new Set(scenarios.flatMap(({ expected }) => expected.findings));
    expect(scenarios.length).toBeGreaterThanOrEqual(30);
    expect(shown.size).toBeGreaterThanOrEqual(25);
  });
});

function kebabCase(code: string): string {
  return code.replaceAll(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}

/** From the table's rows `| Code, OtherCode ... | what it means | what to do |`. */
function codesWithAdvice(): string[] {
  const guide = readFileSync(join(import.meta.dirname, "../../docs/operations.md"), "utf8");
  const rows = [...guide.matchAll(/^\| ([^|]+) \| [^|]+ \| [^|]+ \|$/gm)];
  return rows.flatMap(([, codes = ""]) => codes.match(/\b[A-Z]\w+/g) ?? []);
}
