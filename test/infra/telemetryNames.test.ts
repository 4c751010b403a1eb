/** The workbook and the alerts ask for metrics that are documented, and each documented metric is shown somewhere. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const queries = ["infra/workbook.json", "infra/alerts.json"].map((file) => readFileSync(join(root, file), "utf8"));

it("metrics are named as in docs/operations.md", () => {
  const asked = queries.flatMap((text) => text.match(/(?<=')lamplighter\.[a-z.]+(?=')/g) ?? []);
  const documented = readFileSync(join(root, "docs/operations.md"), "utf8").match(/(?<=^\| `)lamplighter\.[a-z.]+/gm);
  expect([...new Set(asked)].toSorted()).toEqual([...new Set(documented)].toSorted());
});
