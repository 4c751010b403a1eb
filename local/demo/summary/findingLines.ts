/** What is wrong or worth knowing, on which subject, and what a person can do. */
import type { Finding, Severity } from "../../../src/domain/findings.ts";
import { type Line, type Span, span } from "../terminal/line.ts";
import { wrapText } from "../terminal/wrapText.ts";

const MARKS: Record<Severity, Span> = { block: span("✗", "bad"), fail: span("✗", "bad"), warn: span("!", "warn") };
const INDENT = 4;
const MOST_FINDINGS = 12;

export function findingLines(findings: readonly Finding[], width: number): Line[] {
  if (findings.length === 0) return [];
  const left = findings.length - MOST_FINDINGS;
  return [
    [span("Findings", "strong")],
    ...findings.slice(0, MOST_FINDINGS).flatMap((finding) => oneFinding(finding, width)),
    ...(left > 0 ? [[span(`  and ${left} more: see them all with --json`, "dim")]] : []),
  ];
}

function oneFinding({ code, severity, subject, found, action }: Finding, width: number): Line[] {
  return [
    [span("  "), MARKS[severity], span(` ${code}`, "strong"), span(`  ${subject}`, "dim")],
    ...wrapText(found, width - INDENT).map((text): Line => [span(" ".repeat(INDENT)), span(text)]),
    ...wrapText(action, width - INDENT - 2).map(
      (text, index): Line => [span(" ".repeat(INDENT)), span(index === 0 ? "→ " : "  ", "accent"), span(text)],
    ),
  ];
}
