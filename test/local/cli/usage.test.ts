import { describe, expect, test } from "vitest";
import { COMMAND_NAMES } from "../../../local/cli/commands.ts";
import { usage } from "../../../local/cli/usage.ts";

describe("help", () => {
  test("in general names every command", () => {
    for (const name of COMMAND_NAMES) expect(usage(undefined)).toContain(`\n  ${name} `);
  });

  test("for a command shows each flag with what it takes, the scenarios and the exit codes", () => {
    const text = usage("demo");
    expect(text).toContain("demo [--scenario NAME|FILE.json] [--json] [--speed N|virtual]");
    expect(text).toContain("h100-self-managed");
    expect(text).toContain("Exit code: 0 ready;");
  });
});
