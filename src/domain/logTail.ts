/** The end of a log as a finding carries it: bounded, since records and custom statuses are, and without secrets. */
import { toldText } from "./toldText.ts";

const MOST_LINES = 50;
const LONGEST_LINE = 300;
const LONGEST_TAIL = 2400;

const SECRETS: readonly [RegExp, string][] = [
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, "[token]"],
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, "$1 [secret]"],
  [/(:\/\/)[^\s/@:]+:[^\s/@]+@/g, "$1[secret]@"],
  [
    /\b((?:[\w-]*(?:password|passwd|secret|token|api[-_]?key|account[-_]?key))["']?\s*[:=]\s*)["']?[^\s"',;}]+/gi,
    "$1[secret]",
  ],
  [/([?&](?:sig|sv|se|token|key|code)=)[^\s&"']+/gi, "$1[secret]"],
];

/** The last lines, joined by " | "; the newest stay when they are too many or too long. */
export function logTail(log: string): string {
  const lines = log.trimEnd().split("\n").slice(-MOST_LINES).map(shortened);
  const tail = lines.join(" | ");
  return tail.length <= LONGEST_TAIL ? tail : `... ${tail.slice(-LONGEST_TAIL)}`;
}

function shortened(line: string): string {
  const text = SECRETS.reduce((redacted, [pattern, instead]) => redacted.replace(pattern, instead), line.trimEnd());
  return toldText(text, LONGEST_LINE);
}
