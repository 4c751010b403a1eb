/** Checks level by level: those that passed in a row with what was measured, the others each with what was expected. */
import type { Check, CheckStatus, Level } from "../../../src/domain/checks.ts";
import { flow } from "../terminal/flow.ts";
import { type Line, type Span, span } from "../terminal/line.ts";
import { wrapText } from "../terminal/wrapText.ts";

const MARKS: Record<CheckStatus, Span> = {
  passed: span("✓", "good"),
  failed: span("✗", "bad"),
  notApplicable: span("–", "dim"),
  unknown: span("?", "warn"),
};

/** More of one level are counted, not listed. */
const MOST_LISTED = 10;
const LEVEL_WIDTH = 4;

export function checkLines(checks: readonly Check[], { indent, width }: { indent: number; width: number }): Line[] {
  return [...Map.groupBy(checks, ({ level }) => level)].flatMap(([level, own]) =>
    levelLines(own, width - indent - LEVEL_WIDTH).map(
      (line, index): Line => [levelMargin(level, indent, index), ...line],
    ),
  );
}

function levelMargin(level: Level, indent: number, index: number): Span {
  return span(`${" ".repeat(indent)}${(index === 0 ? level : "").padEnd(LEVEL_WIDTH)}`, "dim");
}

function levelLines(checks: readonly Check[], width: number): Line[] {
  const isFine = ({ status }: Check) => status === "passed" || status === "notApplicable";
  const fine = checks.filter(isFine);
  const rest = checks.filter((check) => !isFine(check)).flatMap((check) => unmetLines(check, width));
  if (fine.length === 0) return rest;
  const listed = fine.length > MOST_LISTED ? [[MARKS.passed, span(` ${fine.length} checks`)]] : fine.map(fineCheck);
  return [...flow(listed, width), ...rest];
}

function fineCheck({ name, status, measured }: Check): Line {
  const mark = MARKS[status];
  return status === "passed" ? [mark, span(` ${name} `), span(measured, "dim")] : [mark, span(` ${name}`, "dim")];
}

function unmetLines({ name, status, expected, measured, reason }: Check, width: number): Line[] {
  const because = reason === undefined ? "" : ` (${reason})`;
  const text =
    status === "unknown"
      ? `${name}: unknown${because}`
      : `${name}: expected ${expected}, measured ${measured}${because}`;
  return wrapText(text, width - 2).map(
    (part, index): Line => [index === 0 ? MARKS[status] : span(" "), span(` ${part}`)],
  );
}
