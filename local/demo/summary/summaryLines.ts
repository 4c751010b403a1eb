/** What a person reads at the end of a run. */
import type { VerificationRecord } from "../../../src/domain/record.ts";
import { fitLine, type Line, span } from "../terminal/line.ts";
import { findingLines } from "./findingLines.ts";
import { nodeLines } from "./nodeLines.ts";
import { podContractLines } from "./podContractLines.ts";
import { timeChart } from "./timeChart.ts";
import { verdictLines } from "./verdictLines.ts";

/** Wider lines are harder to read. */
const MOST_COLUMNS = 100;

export function summaryLines(record: VerificationRecord, columns: number): Line[] {
  const width = Math.min(columns, MOST_COLUMNS);
  const sections: Line[][] = [
    verdictLines(record),
    findingLines(record.findings, width),
    timeChart(record, width),
    nodeLines(record, width),
    podContractLines(record.podContract, width),
  ];
  const shown = sections.filter((section) => section.length > 0);
  return [[span("─".repeat(width), "dim")], ...shown.flatMap((section) => [...section, []])].map((line) =>
    fitLine(line, width),
  );
}
