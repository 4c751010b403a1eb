/** The end of a run, for the person and, as one JSON object on the last line, for a program; and the exit code. */
import type { HostLogEntry } from "../host/hostLog.ts";
import type { Ending, RefusalBody } from "./run/followPreparation.ts";
import type { RunningView } from "./run/preparationView.ts";
import { summaryLines } from "./summary/summaryLines.ts";
import { inkLine } from "./terminal/line.ts";
import type { Terminal } from "./terminal/terminal.ts";

export interface Readers {
  people: Terminal;
  stderr: Terminal;
  /** Left out: nobody wants JSON. */
  program?: Terminal;
  /** What the host reported as errors during the run. */
  errors: readonly HostLogEntry[];
}

const READY = 0;
const NOT_READY = 1;
const BAD_REQUEST = 2;
const MOST_ERRORS = 5;

export function reportEnding(ending: Ending, { people, stderr, program, errors }: Readers): number {
  if (ending.kind === "recorded") {
    const lines = summaryLines(ending.record, people.columns());
    people.write(`\n${lines.map((line) => inkLine(line, people.colour)).join("\n")}`);
    writeJson(program, ending.record);
    return ending.record.verdict === "ready" ? READY : NOT_READY;
  }
  if (ending.kind === "refused") {
    stderr.write(refusalText(ending.problem));
    writeJson(program, asRecorded(ending.problem));
    return ending.status === 400 ? BAD_REQUEST : NOT_READY;
  }
  stderr.write(failureText(ending.view, errors));
  writeJson(program, ending.view);
  return NOT_READY;
}

/** A start that was refused for what was found is a plan that is blocked: told in the words of a record. */
function asRecorded(problem: RefusalBody) {
  if (problem.findings === undefined) return problem;
  return { ...problem, verdict: "blocked", changes: { arm: 0, kubernetes: 0, nodes: 0 } };
}

function writeJson(program: Terminal | undefined, value: unknown): void {
  program?.write(`${JSON.stringify(value)}\n`);
}

function refusalText({ title, detail, action, problems = [] }: RefusalBody): string {
  const each = problems.map(({ path, message }) => `  ${path === "" ? "" : `${path}: `}${message}`);
  return [
    `${title}.`,
    ...(each.length === 0 ? [`  ${detail}`] : each),
    ...(action === undefined ? [] : [action]),
    "",
  ].join("\n");
}

function failureText({ id, phase, findings }: RunningView, errors: readonly HostLogEntry[]): string {
  const found = findings.map(({ code, subject, found: text }) => `  ${code} ${subject}: ${text}`);
  const last = errors.slice(-MOST_ERRORS).map(({ source, message }) => `  ${source}: ${message}`);
  return [`Preparation ${id} ended without a record while ${phase}.`, ...found, ...last, ""].join("\n");
}
