/**
 * `$filter` of Azure Tables: comparisons of a property with a literal, joined by and, or, not and parentheses.
 * `or` binds least. Pure.
 */
import type { EdmValue } from "./edm.ts";
import { lexFilter, type Token } from "./filterLexer.ts";
import { invalidInput } from "./tableError.ts";

const OPERATORS = ["eq", "ne", "gt", "ge", "lt", "le"] as const;
export type Operator = (typeof OPERATORS)[number];

export type Filter =
  | { kind: "and" | "or"; left: Filter; right: Filter }
  | { kind: "not"; operand: Filter }
  | Comparison;

export interface Comparison {
  kind: "compare";
  property: string;
  operator: Operator;
  literal: EdmValue;
}

/** Throws 400 saying what was expected. */
export function parseFilter(text: string): Filter {
  const tokens = lexFilter(text);
  let next = 0;

  function takeWord(word: string): boolean {
    const token = tokens[next];
    const found = token?.kind === "word" && token.text === word;
    if (found) next += 1;
    return found;
  }

  function expect<Kind extends Token["kind"]>(kind: Kind): Extract<Token, { kind: Kind }> {
    const token = tokens[next];
    if (token?.kind !== kind) throw invalidInput(`The filter '${text}' lacks a ${kind} at term ${next + 1}.`);
    next += 1;
    return token as Extract<Token, { kind: Kind }>;
  }

  function disjunction(): Filter {
    let left = conjunction();
    while (takeWord("or")) left = { kind: "or", left, right: conjunction() };
    return left;
  }

  function conjunction(): Filter {
    let left = negation();
    while (takeWord("and")) left = { kind: "and", left, right: negation() };
    return left;
  }

  function negation(): Filter {
    return takeWord("not") ? { kind: "not", operand: negation() } : primary();
  }

  function primary(): Filter {
    if (tokens[next]?.kind !== "(") return comparison();
    expect("(");
    const inner = disjunction();
    expect(")");
    return inner;
  }

  function comparison(): Comparison {
    const property = expect("word").text;
    const operator = OPERATORS.find(takeWord);
    if (operator === undefined) throw invalidInput(`The filter '${text}' has no known operator after '${property}'.`);
    return { kind: "compare", property, operator, literal: expect("literal").value };
  }

  const filter = disjunction();
  if (next < tokens.length) throw invalidInput(`The filter '${text}' goes on after its end, at term ${next + 1}.`);
  return filter;
}

/** An entity without the property, or with one of another type, does not match a comparison. */
export function matches(filter: Filter, propertyOf: (name: string) => EdmValue | undefined): boolean {
  if (filter.kind === "compare") return compare(propertyOf(filter.property), filter.operator, filter.literal);
  if (filter.kind === "not") return !matches(filter.operand, propertyOf);
  const left = matches(filter.left, propertyOf);
  if (left === (filter.kind === "or")) return left;
  return matches(filter.right, propertyOf);
}

/** The comparisons that must all hold: those not below an `or` or a `not`. */
export function requiredComparisons(filter: Filter): Comparison[] {
  if (filter.kind === "compare") return [filter];
  return filter.kind === "and" ? [...requiredComparisons(filter.left), ...requiredComparisons(filter.right)] : [];
}

function compare(property: EdmValue | undefined, operator: Operator, literal: EdmValue): boolean {
  if (property === undefined) return false;
  const left = comparable(property);
  const right = comparable(literal);
  if (left.family !== right.family) return false;
  const order = left.value < right.value ? -1 : left.value > right.value ? 1 : 0;
  return HOLDS[operator](order);
}

const HOLDS: Record<Operator, (order: number) => boolean> = {
  eq: (order) => order === 0,
  ne: (order) => order !== 0,
  gt: (order) => order > 0,
  ge: (order) => order >= 0,
  lt: (order) => order < 0,
  le: (order) => order <= 0,
};

/** Numbers of all sizes compare with each other, every other type only with itself. */
function comparable({ type, value }: EdmValue): { family: string; value: string | number | bigint | boolean } {
  if (type === "Edm.Int64") return { family: "number", value: BigInt(value) };
  if (type === "Edm.Int32" || type === "Edm.Double") return { family: "number", value: Number(value) };
  if (type === "Edm.DateTime") return { family: type, value: Date.parse(String(value)) };
  if (type === "Edm.Guid") return { family: type, value: String(value).toLowerCase() };
  return { family: type, value };
}
