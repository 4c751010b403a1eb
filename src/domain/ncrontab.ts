/** NCRONTAB expressions, as timer functions take them: six fields, seconds first, in UTC; Sunday is 0. */
const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

interface Field {
  name: string;
  from: number;
  to: number;
  names?: readonly string[];
}

const FIELDS: readonly Field[] = [
  { name: "second", from: 0, to: 59 },
  { name: "minute", from: 0, to: 59 },
  { name: "hour", from: 0, to: 23 },
  { name: "day of the month", from: 1, to: 31 },
  { name: "month", from: 1, to: 12, names: MONTHS },
  { name: "weekday", from: 0, to: 6, names: DAYS },
];

/** What is wrong with it; undefined: nothing. More than one tick a minute is refused: nothing here is that urgent. */
export function scheduleProblem(expression: string): string | undefined {
  const parts = expression.trim().split(/\s+/);
  if (parts.length !== FIELDS.length) {
    return `expected six fields, seconds first, such as 0 0 */6 * * *; it has ${parts.length}`;
  }
  const wrong = FIELDS.find((field, index) => !isField(field, parts[index] ?? ""));
  if (wrong !== undefined)
    return `expected a ${wrong.name} from ${wrong.from} to ${wrong.to}, a range, a list or a step`;
  return /^\d+$/.test(parts[0] ?? "") ? undefined : "expected one second, such as 0: at most one tick a minute";
}

function isField(field: Field, text: string): boolean {
  return text.split(",").every((item) => {
    const [range = "", step, ...more] = item.split("/");
    const isStep = step === undefined || (/^\d{1,2}$/.test(step) && Number(step) > 0 && Number(step) <= field.to);
    return more.length === 0 && isStep && isRange(field, range);
  });
}

function isRange(field: Field, text: string): boolean {
  if (text === "*") return true;
  const [from, to, ...more] = text.split("-").map((bound) => valueOf(field, bound));
  if (from === undefined || more.length > 0) return false;
  return !text.includes("-") || (to !== undefined && from <= to);
}

function valueOf({ from, to, names = [] }: Field, text: string): number | undefined {
  const named = names.indexOf(text.toUpperCase());
  const value = named >= 0 ? named + from : /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  return from <= value && value <= to ? value : undefined;
}
