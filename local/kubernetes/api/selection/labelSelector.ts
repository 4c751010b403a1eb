/** Label selectors as clients write them: `a=b,c!=d,e in (f,g),h notin (i),j,!k`. */
import { badRequest } from "../statusError.ts";

export interface LabelSelector {
  /** Requirements of the form key=value, for the index. */
  equal: Record<string, string>;
  matches(labels: Readonly<Record<string, string>> | undefined): boolean;
}

type Test = (labels: Readonly<Record<string, string>>) => boolean;

export const EVERYTHING: LabelSelector = { equal: {}, matches: () => true };

/** Throws 400 on what it cannot read. */
export function parseLabelSelector(text: string): LabelSelector {
  const equal: Record<string, string> = {};
  const tests = requirementsOf(text).map((requirement) => parseRequirement(requirement, equal));
  return { equal, matches: (labels = {}) => tests.every((test) => test(labels)) };
}

/** Splits at the commas outside parentheses. */
function requirementsOf(text: string): string[] {
  return text
    .split(/,(?![^()]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

const SET_BASED = /^([^\s!=(),]+)\s+(in|notin)\s*\(([^()]*)\)$/;
const EQUALITY = /^([^\s!=(),]+)\s*(==|=|!=)\s*([^\s!=(),]*)$/;
const EXISTENCE = /^(!?)\s*([^\s!=(),]+)$/;

function parseRequirement(text: string, equal: Record<string, string>): Test {
  const [, setKey = "", setOperator, list = ""] = SET_BASED.exec(text) ?? [];
  if (setOperator !== undefined) {
    const values = new Set(list.split(",").map((value) => value.trim()));
    return setOperator === "in"
      ? (labels) => labels[setKey] !== undefined && values.has(labels[setKey])
      : (labels) => labels[setKey] === undefined || !values.has(labels[setKey]);
  }
  const [, key = "", operator, value = ""] = EQUALITY.exec(text) ?? [];
  if (operator === "!=") return (labels) => labels[key] !== value;
  if (operator !== undefined) {
    equal[key] = value;
    return (labels) => labels[key] === value;
  }
  const [, not, existing = ""] = EXISTENCE.exec(text) ?? [];
  if (not === undefined) throw badRequest(`unable to parse requirement "${text}" of the label selector`);
  return (labels) => (labels[existing] === undefined) === (not === "!");
}
