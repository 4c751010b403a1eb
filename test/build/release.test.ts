/** Workflows are valid, may do as little as possible and run nothing that can change under them; releases have notes. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { notesOf } from "../../build/changelog.ts";

const root = join(import.meta.dirname, "../..");
const folder = join(root, ".github/workflows");

interface Workflow {
  permissions: Record<string, string>;
  jobs: Record<string, { "timeout-minutes"?: number; permissions?: Record<string, string>; steps: { run?: string }[] }>;
}

/** What is used of @action-validator/core, which holds GitHub's own schema. */
interface ActionValidator {
  validateWorkflow(text: string): { errors: unknown[] };
}

describe.each(readdirSync(folder))("workflow %s", (name) => {
  const text = readFileSync(join(folder, name), "utf8");
  const workflow = parse(text) as Workflow;

  it("is valid by GitHub's schema", () => {
    const { validateWorkflow } = createRequire(import.meta.url)("@action-validator/core") as ActionValidator;
    // The validator's copy of the schema is older than this permission.
    const known = text.replace(/^ *attestations: write\n/m, "");
    expect(validateWorkflow(known).errors).toEqual([]);
    expect(validateWorkflow(known.replace("steps:", "stepz:")).errors).not.toEqual([]);
  });

  it("pins every action to a commit and says its version", () => {
    const uses = text.match(/uses: .*/g) ?? [];
    expect(uses.filter((line) => !/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  it("may read alone, unless a job needs more; ends in time; and puts no expression into a script", () => {
    expect(workflow.permissions).toEqual({ contents: "read" });
    for (const job of Object.values(workflow.jobs)) {
      expect(job["timeout-minutes"]).toBeGreaterThan(0);
      expect(job.steps.filter(({ run }) => run?.includes("${{"))).toEqual([]);
    }
  });
});

describe("release notes", () => {
  const changelog =
    "# Changelog\n\n## Unreleased\n\n## 1.2.3 - 2026-11-24\n\n### Added\n- That.\n\n## 1.2.2 - 2026-10-01\n";

  it("are the version's section", () => {
    expect(notesOf("1.2.3", changelog)).toBe("### Added\n- That.");
  });

  it.each(["1.2.2", "1.2", "9.9.9"])("are refused for %s, of which nothing is said", (version) => {
    expect(() => notesOf(version, changelog)).toThrow(version);
  });

  it("are refused for a tag that is not the package's version", () => {
    const { status, stderr } = spawnSync(process.execPath, [join(root, "build/releaseNotes.ts"), "v99.0.0"], {
      encoding: "utf8",
    });
    expect(status).toBe(1);
    expect(stderr).toContain("The tag is v99.0.0");
  });
});
